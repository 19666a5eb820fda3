import { type LookupAddress, type LookupOptions, lookup as systemLookup } from 'node:dns'
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { RejectedError } from './errors.ts'

/** https://www.iana.org/assignments/ipv6-address-space: what lies outside of it (as ::7f00:1) is no public address. */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3')

/** Addresses on the public internet; everything else needs to be listed in PRIVATE_HOSTS. */
const isPublic = (address: string): boolean => {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.process(address)
  return parsed.range() === 'unicast' && (parsed instanceof ipaddr.IPv4 || parsed.match(GLOBAL_IPV6))
}

/**
 * Metadata services of clouds answer with credentials; they are refused even when listed. The third is Azure's and public:
 * https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16; the next two those of AWS containers.
 */
const METADATA_ADDRESSES = new Set(
  [
    ...['169.254.169.254', 'fd00:ec2::254', '168.63.129.16', '169.254.170.2', '169.254.170.23', 'fd00:ec2::23'],
    ...['100.100.100.200', '192.0.0.192'],
  ].map(text => ipaddr.parse(text).toNormalizedString()),
)

/** An IPv4 address that is written as one of IPv6 is the same. */
const isMetadata = (address: string): boolean =>
  ipaddr.isValid(address) && METADATA_ADDRESSES.has(ipaddr.process(address).toNormalizedString())

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
  if (isMetadata(host)) throw refuse(host)
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
        ({ address }) => !isMetadata(address) && (allowed || isPublic(address) || privateHosts.includes(address)),
      )
      const first = usable[0]
      if (first === undefined) return callback(refuse(host), '')
      if (options.all) return callback(null, usable)
      callback(null, first.address, first.family)
    })
  }
}
