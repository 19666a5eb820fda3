import { vetHost } from '../address.ts'
import { RejectedError } from '../errors.ts'

const refuse = (message: string): RejectedError => new RejectedError('bad_settings', message)

/**
 * The organisation's address without a slash at its end. On dev.azure.com the organisation is the first part of the
 * path; https://ORGANISATION.visualstudio.com is the older form of the same address. On a server of one's own the
 * collection is the last part, often below a virtual directory: https://SERVER/tfs/COLLECTION.
 */
export function readOrganizationUrl(baseUrl: string, privateHosts: readonly string[]): string {
  const text = baseUrl.trim()
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    throw refuse(
      'The base URL must look like https://dev.azure.com/your-organisation, or https://your-server/tfs/your-collection.',
    )
  }
  const url = new URL(text)
  if (url.username !== '' || url.password !== '') {
    throw refuse('The base URL must not hold a user name or password; enter the token as a credential.')
  }
  vetHost(url, privateHosts)
  if (url.protocol === 'http:' && !privateHosts.includes(url.hostname.replace(/^\[|\]$/g, '').toLowerCase())) {
    throw refuse('The base URL must begin with https, or the token would travel in the clear.')
  }
  const segments = url.pathname.split('/').filter(segment => segment !== '')
  if (url.hostname === 'dev.azure.com' && segments.length !== 1) {
    throw refuse('Enter the address of the organisation, without a project: https://dev.azure.com/your-organisation.')
  }
  if (segments.length === 0 && !url.hostname.endsWith('.visualstudio.com')) {
    throw refuse('Enter the address of a collection of the server: https://your-server/tfs/DefaultCollection.')
  }
  if (segments.some(segment => segment.startsWith('_'))) {
    throw refuse(
      `Enter the address without the page on it: nothing from "/${segments.find(each => each.startsWith('_'))}" on.`,
    )
  }
  return [url.origin, ...segments].join('/')
}
