import type { AddressInfo } from 'node:net'

/** Listens on every interface: no address that anybody could enter. */
export const isWildcard = (host: string): boolean => /^(0\.0\.0\.0|[0:]*:[0:]*)$/.test(host)

/**
 * Where the service is reached when nobody said so: the address it listens on, which tells the port that PORT=0 took. A
 * wildcard leaves only this machine's own address.
 */
export function readOwnUrl(
  listening: AddressInfo | string | null,
  given: { readonly host: string; readonly port: number },
): string {
  const { host, port } =
    listening === null || typeof listening === 'string' ? given : { host: listening.address, port: listening.port }
  if (isWildcard(host)) return `http://${host.includes(':') ? '[::1]' : '127.0.0.1'}:${port}`
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}
