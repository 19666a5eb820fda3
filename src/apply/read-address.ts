import { RefusedError } from './service.ts'

/** The service's address without a slash at the end. "localhost:8080" parses as a URL with the scheme "localhost:". */
export function readAddress(given: string): string {
  const isAddress = URL.canParse(given) && ['http:', 'https:'].includes(new URL(given).protocol)
  if (isAddress) return given.replace(/\/+$/, '')
  const hint = given.includes('://') ? 'it must begin with http:// or https://' : `add http://, as in http://${given}`
  throw new RefusedError(`"${given}" is not an address of Milepost: ${hint}.`)
}
