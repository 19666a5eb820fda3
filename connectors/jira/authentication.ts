import type { SourceIo } from '../connector.ts'
import { RejectedError } from '../errors.ts'
import { findEntrance } from './entrance.ts'
import type { Credentials } from './settings.ts'
import type { Send, WayIn } from './way-in.ts'

export interface Authentication {
  /** Waits for a proof or a token where one is due. */
  readonly enter: () => Promise<WayIn>
}

const GATEWAY = 'https://api.atlassian.com'

export function openAuthentication(
  { baseUrl, authority }: { readonly baseUrl: string; readonly authority: string | null },
  credentials: Credentials,
  io: SourceIo,
  send: Send,
): Authentication {
  switch (credentials.type) {
    case 'api-token':
    case 'personal-access-token': {
      const authorization = writeAuthorization(credentials)
      const caller = { type: credentials.type, baseUrl, gateway: authority ?? GATEWAY, authorization }
      return {
        enter: async () => {
          const { value } = await io.access(kept => findEntrance({ ...caller, kept }, send, io.now))
          return { baseUrl: value === '' ? baseUrl : value, authorization }
        },
      }
    }
    case 'oauth2':
      throw new RejectedError(
        'unsupported',
        'OAuth 2.0 is not supported yet: its refresh token changes at each use. Enter an e-mail and an API token.',
      )
  }
}

type Fixed = Exclude<Credentials, { readonly type: 'oauth2' }>

/** The library knows no personal access token for a host of one's own, so the header is ours for all kinds. */
const writeAuthorization = (credentials: Fixed): string =>
  credentials.type === 'api-token'
    ? `Basic ${Buffer.from(`${credentials.email}:${credentials.apiToken}`).toString('base64')}`
    : `Bearer ${credentials.token}`
