import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import type { Trust } from '../certificates.ts'
import type { Access, SourceIo } from '../connector.ts'
import { RejectedError, UnavailableError } from '../errors.ts'
import { raiseForStatus } from '../http.ts'
import type { ExchangedAnswer } from './exchange.ts'
import { parseJsonText } from './json-text.ts'
import type { CredentialsSchema } from './settings.ts'

type Credentials = Static<typeof CredentialsSchema>
type ServicePrincipal = Extract<Credentials, { readonly type: 'service-principal' }>

export interface Authentication {
  /**
   * The header to send; waits for a token where one is due, or until somebody has shown that a token without an end is
   * taken. Whoever has to show it does so by what he wants to ask anyway: `prove` throws when the token is refused.
   */
  readonly enter: (prove: (header: string) => Promise<void>) => Promise<string>
  /** Another header, for once more, when the one that was refused can be renewed; null when the refusal stands. */
  readonly enterAgain: (refused: string) => Promise<string | null>
  /** What a person should do about a refusal. */
  readonly remedy: string
}

/** One request that asks nothing of the tracker, answered whatever its status; throws the errors of errors.ts. */
export type SignIn = (errand: {
  readonly url: string
  readonly where: string
  readonly headers: Readonly<Record<string, string>>
  /** Sent with POST. */
  readonly body: string
}) => Promise<ExchangedAnswer>

export interface Doors {
  readonly organizationUrl: string
  /** Where tokens are made, in set-ups with a stand-in for it; null for Microsoft Entra. */
  readonly authority: string | null
  readonly trust: Trust
}

export function openAuthentication(
  { authority }: Doors,
  credentials: Credentials,
  io: SourceIo,
  signIn: SignIn,
): Authentication {
  if (credentials.type === 'service-principal') {
    return openServicePrincipal(authority ?? ENTRA, credentials, io, signIn)
  }
  const header = `Basic ${Buffer.from(`PAT:${credentials.token}`).toString('base64')}`
  return {
    enter: async prove => {
      await io.access(async () => {
        await prove(header)
        return { value: '', expiresAt: null }
      })
      return header
    },
    enterAgain: async () => null,
    remedy: 'Enter a valid token of this organisation.',
  }
}

const ENTRA = 'https://login.microsoftonline.com'
/** Azure DevOps as an application of Entra: https://learn.microsoft.com/azure/devops/integrate/get-started/authentication/service-principal-managed-identity */
const SCOPE = '499b84ac-1321-427f-aa17-267ca6975798/.default'

const TokenSchema = Type.Object({
  access_token: Type.String({ pattern: '^[!-~]+$' }),
  expires_in: Type.Number({ minimum: 0 }),
})
const RefusalSchema = Type.Object({ error: Type.String(), error_codes: Type.Optional(Type.Array(Type.Number())) })

function openServicePrincipal(
  authority: string,
  credentials: ServicePrincipal,
  io: SourceIo,
  signIn: SignIn,
): Authentication {
  const enter = async (refused?: string): Promise<string> => {
    const token = await io.access(() => obtainToken(authority, credentials, io, signIn), refused)
    return `Bearer ${token.value}`
  }
  return {
    enter: () => enter(),
    enterAgain: refused => enter(refused.replace(/^Bearer /, '')),
    remedy:
      'Azure DevOps does not take the service principal: let an administrator add it under Organization settings, Users, ' +
      'with the access level Basic, in an organisation of the same Entra tenant.',
  }
}

async function obtainToken(
  authority: string,
  { tenantId, clientId, clientSecret }: ServicePrincipal,
  { now }: SourceIo,
  signIn: SignIn,
): Promise<Access> {
  const where = 'asking Microsoft Entra for an access token'
  const askedAtMs = now().getTime()
  const { head, text } = await signIn({
    url: `${authority}/${encodeURIComponent(tenantId)}/oauth2/v2.0/token`,
    where,
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      scope: SCOPE,
    }).toString(),
  })
  const answer = readJson(text)
  if (head.status >= 400 && head.status < 500 && Value.Check(RefusalSchema, answer)) throw explainRefusal(answer)
  raiseForStatus(head, where, now().getTime())
  if (!Value.Check(TokenSchema, answer))
    throw new UnavailableError(`The answer has not the documented shape while ${where}. We try again.`)
  return { value: answer.access_token, expiresAt: new Date(askedAtMs + answer.expires_in * 1000).toISOString() }
}

/** Stable numbers; the description beside them may repeat what was sent. https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const REMEDIES: Readonly<Record<number, string>> = {
  7000215: 'the client secret is not valid. Enter the value of the secret, not its id.',
  7000222: 'the client secret has expired. Let an administrator make a new one, and enter it.',
  700016: 'the application is not known in this tenant. Check client id and tenant id.',
  90002: 'the tenant does not exist. Check the tenant id.',
  900023: 'the tenant id is neither an id nor a domain. Check it.',
}

function explainRefusal({ error, error_codes: [code] = [] }: Static<typeof RefusalSchema>): Error {
  if (code === 53003) {
    return new RejectedError(
      'permission',
      'A conditional access policy of Microsoft Entra gives no token to this server: let it in from its address. The next sync tries again.',
    )
  }
  if (error === 'temporarily_unavailable')
    return new UnavailableError('Microsoft Entra is not available now. We try again.')
  const remedy =
    REMEDIES[code ?? 0] ?? 'the service principal is refused. Check tenant id, client id and client secret.'
  return new RejectedError(
    'credentials',
    `Microsoft Entra gives no token${code === undefined ? '' : ` (AADSTS${code})`}: ${remedy}`,
  )
}

function readJson(text: string): unknown {
  try {
    return parseJsonText(text)
  } catch {
    return null
  }
}
