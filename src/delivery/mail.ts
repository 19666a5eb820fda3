import { isIP, type Socket } from 'node:net'
import { createTransport } from 'nodemailer'
import { Type } from 'typebox'
import { defineChannelKind, type Outgoing } from './channel.ts'
import { writeHtml, writeText } from './mail-body.ts'
import { NotTakenError } from './not-taken-error.ts'

const ANSWER_MS = 15_000
/** Of a whole mail, to as many recipients: a server that always says a little more is not waited for. */
const MAIL_MS = 50_000
/** A list of people is the mail server's, not ours. */
const MOST_RECIPIENTS = 20

const Address = Type.String({
  // One address and nothing around it: no names, no lists, no line ends.
  pattern: '^[^\\s<>()\\[\\]\\\\,;:@"]+@[^\\s<>()\\[\\]\\\\,;:@"]+$',
  'x-expected': 'must be one e-mail address such as pmo@example.com',
  maxLength: 254,
})

/** E-mail through a server that takes SMTP. */
export const mail = defineChannelKind({
  kind: 'mail',
  name: 'E-mail',
  settings: Type.Object(
    {
      host: Type.String({
        pattern: '^[A-Za-z0-9._:-]+$',
        maxLength: 253,
        'x-expected': 'must be the name of a mail server',
      }),
      port: Type.Integer({ minimum: 1, maximum: 65_535 }),
      security: Type.Union([Type.Literal('tls'), Type.Literal('starttls'), Type.Literal('none')], {
        description:
          'tls: from the first byte (port 465). starttls: required (port 587). none: a relay inside that asks for no password.',
      }),
      user: Type.Optional(Type.String({ minLength: 1, maxLength: 320 })),
      password: Type.Optional(Type.String({ minLength: 1, maxLength: 1_000 })),
      from: Address,
      to: Type.Array(Address, { minItems: 1, maxItems: MOST_RECIPIENTS }),
    },
    { additionalProperties: false },
  ),
  pauseMs: 0,
  mostEntries: 200,
  open: ({ host, port, security, user, password, from, to }, { connect }) => ({
    async send(notice) {
      if (security === 'none' && password !== undefined) {
        throw new NotTakenError('A password is not sent over a line that is not encrypted: choose tls or starttls.')
      }
      const line = openLine(connect, host, port)
      const transport = createTransport({
        host,
        port,
        secure: security === 'tls',
        requireTLS: security === 'starttls',
        ignoreTLS: security === 'none',
        ...(user !== undefined && { auth: { user, pass: password ?? '' } }),
        getSocket: line.getSocket,
        // Texts come from us; nothing is read from files or addresses.
        disableFileAccess: true,
        disableUrlAccess: true,
        greetingTimeout: ANSWER_MS,
        socketTimeout: ANSWER_MS,
        tls: { rejectUnauthorized: true, ...(isIP(host) === 0 && { servername: host }) },
      })
      try {
        const { rejected } = await transport.sendMail({
          from,
          to: [...to],
          subject: notice.title.replaceAll(/\s+/g, ' ').slice(0, 200),
          text: writeText(notice),
          html: writeHtml(notice),
          // A mail that is sent twice has one id, so that a reader sees one.
          messageId: `<${notice.id}@milepost>`,
          headers: { 'Auto-Submitted': 'auto-generated' },
        })
        // Sent again it would come twice to the others.
        return rejected.length === 0
          ? undefined
          : `The mail server takes no mail for ${rejected.length} of the ${to.length} recipients: enter those anew that exist.`
      } catch (error) {
        throw explain(line.isOverdue() ? { code: 'ETIMEDOUT' } : error)
      } finally {
        line.end()
        transport.close()
      }
    },
  }),
})

/** One line to a mail server, for so long at most. The address that the socket uses is vetted by who makes it. */
function openLine(connect: Outgoing['connect'], host: string, port: number) {
  let socket: Socket | null = null
  let isOverdue = false
  const deadline = setTimeout(() => {
    isOverdue = true
    socket?.destroy()
  }, MAIL_MS)
  return {
    isOverdue: () => isOverdue,
    end: () => clearTimeout(deadline),
    getSocket: (
      _options: unknown,
      taken: (error: Error | null, options?: { readonly connection: Socket }) => void,
    ): void => {
      connect(host, port).then(
        connection => {
          socket = connection
          taken(null, { connection })
        },
        (error: unknown) => taken(error instanceof Error ? error : new Error(String(error))),
      )
    },
  }
}

/** Codes of nodemailer and of SMTP; the server's text may repeat addresses and is not kept. */
function explain(error: unknown): Error {
  if (error instanceof NotTakenError) return error
  const { code, originalCode, responseCode } = readCodes(error)
  const status = typeof responseCode === 'number' ? ` (${responseCode})` : ''
  switch (code) {
    case 'EAUTH':
      return new NotTakenError(`The mail server did not accept user and password${status}. Enter them again.`)
    case 'EENVELOPE':
      return new NotTakenError(`The mail server takes no mail from this sender, or for these recipients${status}.`)
    case 'ETLS':
      return new NotTakenError(
        'The line to the mail server cannot be encrypted as the settings ask; check the port, its certificate and security.',
      )
    case 'ETIMEDOUT':
      return new NotTakenError('The mail server did not answer in time.')
    case 'EDNS':
      return new NotTakenError('The mail server’s name leads nowhere; check it.')
    case 'EMESSAGE':
    case 'EPROTOCOL':
      return new NotTakenError(`The mail server did not take the mail${status}.`, {
        // For what it says or how long it is, once sender and recipients were taken; 4xx: not now.
        isAboutNotice: code === 'EMESSAGE' && Number(responseCode) >= 500,
      })
    case 'ESOCKET':
      return new NotTakenError(
        isAboutCertificate(originalCode)
          ? `The mail server’s certificate is not valid here (${originalCode}): let it have one, or name its authority in NODE_EXTRA_CA_CERTS.`
          : 'The line to the mail server broke off.',
      )
    default:
      return new NotTakenError('The mail could not be sent; check the settings of the channel and the mail server.')
  }
}

function readCodes(error: unknown) {
  const read = (name: string): unknown =>
    typeof error === 'object' && error !== null && name in error ? Reflect.get(error, name) : undefined
  return { code: read('code'), originalCode: read('originalCode'), responseCode: read('responseCode') }
}

/** As Node names them: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const isAboutCertificate = (code: unknown): boolean =>
  typeof code === 'string' && /CERT|SIGNATURE|ALTNAME|UNABLE_TO_/.test(code)
