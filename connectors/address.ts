import { type LookupAddress, type LookupOptions, lookup as systemLookup } from 'node:dns'
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { RejectedError } from './errors.ts'

/** Addresses on the public internet; everything else needs to be listed in PRIVATE_HOSTS. */
const isPublic = (address: string): boolean => {
  if (!ipaddr.isValid(address)) return false
  return ipaddr.process(address).range() === 'unicast'
}

/** Cloud metadata services answer with credentials; they are refused even when listed. */
const METADATA_ADDRESSES = new Set(['169.254.169.254', 'fd00:ec2::254', '100.100.100.200'])

function refuse(host: string): RejectedError {
  return new RejectedError(
    'bad_settings',
    `${host} is a private or loopback address. List it in PRIVATE_HOSTS if it really is one of yours.`,
  )
}

/**
 * Checks the host of a base URL before it is used. URL parsing has already turned 0x7f000001 and 127.1 into dotted form,
 * so literals are judged as what the socket would connect to.
 */
export function vetHost(url: URL, privateHosts: readonly string[]): void {
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase()
  if (METADATA_ADDRESSES.has(host)) throw refuse(host)
  if (isIP(host) !== 0 && !isPublic(host) && !privateHosts.includes(host)) throw refuse(host)
}

/**
 * Where tokens are made, for set-ups that have a stand-in of it: secrets are sent there, so only a host that the operator
 * has listed as private may be named. Null for the tracker's own.
 */
export function vetAuthority(text: string | undefined, privateHosts: readonly string[]): string | null {
  if (text === undefined) return null
  const url = URL.canParse(text) ? new URL(text) : null
  if (url !== null && /^https?:$/.test(url.protocol) && privateHosts.includes(url.hostname.replace(/^\[|\]$/g, '')))
    return url.origin
  throw new RejectedError(
    'bad_settings',
    'The authority is for test set-ups: it must be an address such as http://127.0.0.1:8080 whose host is listed in PRIVATE_HOSTS. Leave it out.',
  )
}

/** What it means that a host name leads nowhere; null for any other failure. Libraries wrap the error that names it. */
export function describeUnknownHost(error: unknown): string | null {
  if (typeof error !== 'object' || error === null) return null
  if ('code' in error && error.code === 'ENOTFOUND' && 'hostname' in error && typeof error.hostname === 'string')
    return `${error.hostname} does not exist; check the base URL.`
  return 'cause' in error ? describeUnknownHost(error.cause) : null
}

type LookupCallback = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void

/** A `lookup` for http agents that judges the address the socket will use, so that DNS cannot change it afterwards. */
export function guardedLookup(privateHosts: readonly string[]) {
  return (host: string, options: LookupOptions, callback: LookupCallback): void => {
    systemLookup(host, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, '')
      const allowed = privateHosts.includes(host.toLowerCase())
      const usable = found.filter(
        ({ address }) =>
          !METADATA_ADDRESSES.has(address) && (allowed || isPublic(address) || privateHosts.includes(address)),
      )
      const first = usable[0]
      if (first === undefined) return callback(refuse(host), '')
      if (options.all) return callback(null, usable)
      callback(null, first.address, first.family)
    })
  }
}
