import { X509Certificate } from 'node:crypto'
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls'
import { Type } from 'typebox'
import { RejectedError } from './errors.ts'

/** A company has a handful; the bound is far above that, and keeps a form from filling the memory. */
const MOST_CERTIFICATES = 50

/** For the settings of a connector. What it holds is checked when the connection is opened. */
export const CaCertificates = Type.String({
  minLength: 1,
  maxLength: 65_536,
  description:
    "Certificates (PEM) of the authority that signed the tracker's own, where it is none that everybody trusts; they are trusted in addition, for this connection",
})

/** What goes into the agent of every connection. Nothing, neither settings nor environment, switches the check off. */
export interface Trust {
  readonly rejectUnauthorized: true
  readonly secureContext?: SecureContext
}

const refuse = (message: string): RejectedError => new RejectedError('bad_settings', message)

export function openTrust(pem: string | undefined, now: Date): Trust {
  if (pem === undefined) return { rejectUnauthorized: true }
  const certificates = readCertificates(pem, now)
  // Made once: the roots are about 150, and would be read again for each connection.
  return {
    rejectUnauthorized: true,
    secureContext: createSecureContext({ ca: [...rootCertificates, ...certificates] }),
  }
}

function readCertificates(pem: string, now: Date): readonly string[] {
  if (/-----BEGIN [A-Z ]{0,50}PRIVATE KEY-----/.test(pem)) {
    throw refuse('caCertificates holds a private key. Enter certificates only, and treat that key as known to others.')
  }
  const certificates = pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? []
  if (certificates.length === 0 || certificates.length < pem.split('-----BEGIN ').length - 1) {
    throw refuse(
      'caCertificates must be certificates in PEM form, each from -----BEGIN CERTIFICATE----- to its END line.',
    )
  }
  if (certificates.length > MOST_CERTIFICATES) {
    throw refuse(`caCertificates holds ${certificates.length} certificates; ${MOST_CERTIFICATES} are the most.`)
  }
  for (const [index, block] of certificates.entries())
    requireUsable(block, `Certificate ${index + 1} of caCertificates`, now)
  return certificates
}

function requireUsable(block: string, what: string, now: Date): void {
  let certificate: X509Certificate
  try {
    certificate = new X509Certificate(block)
  } catch {
    throw refuse(`${what} cannot be read: copy it whole, from -----BEGIN CERTIFICATE----- to its END line.`)
  }
  const name = certificate.subject.replaceAll('\n', ', ')
  if (Date.parse(certificate.validTo) < now.getTime()) {
    throw refuse(`${what} (${name}) has expired on ${certificate.validTo}. Enter the one that replaced it.`)
  }
}

/** What a person should do about a certificate that was not accepted; null for any other failure. */
export function describeCertificateFailure(code: string, where: string): RejectedError | null {
  const remedy = REMEDIES[code] ?? (/CERT|ERR_TLS|ERR_SSL/.test(code) ? OTHER : null)
  return remedy === null
    ? null
    : refuse(`The tracker's certificate is not accepted while ${where} (${code}): ${remedy}`)
}

const UNKNOWN_AUTHORITY =
  'it is signed by an authority that is not known here. Enter the certificate of that authority (PEM) as caCertificates.'
const INCOMPLETE =
  'who signed it is not known here. Either the server leaves out its intermediate certificates (let it send them, or enter ' +
  "them), or the authority is the company's own (enter its certificate). Both go as PEM into caCertificates."
const OTHER = 'check the base URL, and the certificate that the server sends.'

/** https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const REMEDIES: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'it, or one it rests on, has expired. Whoever runs the server has to renew it.',
  CERT_NOT_YET_VALID: 'it is not valid yet. Check the clock of this server, and that of whoever made the certificate.',
  ERR_TLS_CERT_ALTNAME_INVALID:
    'it is for another name than the host of the base URL. Enter the name that it is for, or have it made for this one.',
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_AUTHORITY,
  DEPTH_ZERO_SELF_SIGNED_CERT: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT: INCOMPLETE,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: INCOMPLETE,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: INCOMPLETE,
}
