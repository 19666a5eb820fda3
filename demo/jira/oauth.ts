import { randomUUID } from 'node:crypto'
import { Type } from 'typebox'
import type { JiraApp } from './stand-in.ts'

export interface OAuthOptions {
  /** 3 600 000 in real Atlassian. */
  readonly lifetimeMs?: number
  /** How long a used refresh token is still taken; 600 000 in real Atlassian. */
  readonly leewayMs?: number
}

/** What an administrator has consented to: an app that may read the site, until a refresh token is lost. */
export interface OAuthServer {
  readonly clientId: string
  readonly clientSecret: string
  /** The first one, as the consent gave it. */
  readonly refreshToken: string
  readonly isGood: (accessToken: string) => boolean
  /** How many new tokens were given, and how many requests for one were refused. */
  readonly count: { given: number; refused: number }
  /** All access tokens end now. */
  readonly expire: () => void
  /** The administrator takes the consent back: no token is good any more. */
  readonly revoke: () => void
  /** Another consent; gives its first refresh token. */
  readonly consent: () => string
  readonly refresh: (asked: Asked) => Given | null
}

interface Asked {
  readonly client_id: string
  readonly client_secret: string
  readonly refresh_token: string
}

interface Given {
  readonly access_token: string
  readonly refresh_token: string
  readonly expires_in: number
}

/**
 * Refresh tokens rotate: each is good once, and for a short while after that, so that an answer which never arrived can
 * be asked for again. https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps/
 */
export function createOAuthServer({ lifetimeMs = 3_600_000, leewayMs = 600_000 }: OAuthOptions = {}): OAuthServer {
  const client = { clientId: 'demo-client', clientSecret: 'demo-client-secret' }
  const refreshToken = 'demo-refresh-token'
  const usedAtMs = new Map<string, number | null>([[refreshToken, null]])
  const endsAtMs = new Map<string, number>()
  const count = { given: 0, refused: 0 }
  return {
    ...client,
    refreshToken,
    count,
    isGood: accessToken => (endsAtMs.get(accessToken) ?? 0) > Date.now(),
    consent: () => {
      const token = randomUUID()
      usedAtMs.set(token, null)
      return token
    },
    expire: () => endsAtMs.clear(),
    revoke: () => {
      usedAtMs.clear()
      endsAtMs.clear()
    },
    refresh: asked => {
      const used = usedAtMs.get(asked.refresh_token)
      const isClient = asked.client_id === client.clientId && asked.client_secret === client.clientSecret
      if (!isClient || used === undefined || (used !== null && used + leewayMs < Date.now())) {
        count.refused += 1
        return null
      }
      count.given += 1
      if (used === null) usedAtMs.set(asked.refresh_token, Date.now())
      const given = { access_token: randomUUID(), refresh_token: randomUUID(), expires_in: lifetimeMs / 1000 }
      usedAtMs.set(given.refresh_token, null)
      endsAtMs.set(given.access_token, Date.now() + lifetimeMs)
      return given
    },
  }
}

/** The endpoint of auth.atlassian.com. */
export function addOAuthRoutes(app: JiraApp, oauth: OAuthServer): void {
  const body = Type.Object({
    grant_type: Type.Literal('refresh_token'),
    client_id: Type.String(),
    client_secret: Type.String(),
    refresh_token: Type.String(),
  })
  app.post('/oauth/token', { schema: { body } }, (request, reply) => {
    const given = oauth.refresh(request.body)
    if (given !== null) return { ...given, token_type: 'Bearer', scope: 'read:jira-work read:jira-user offline_access' }
    return reply.status(403).send({ error: 'invalid_grant', error_description: 'Unknown or invalid refresh token.' })
  })
}
