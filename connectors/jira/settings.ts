import { type Static, Type } from 'typebox'

/** The site, or `https://api.atlassian.com/ex/jira/CLOUD_ID` for a token with scopes; no user, query or fragment in it. */
export const settingsSchema = Type.Object(
  {
    baseUrl: Type.String({ pattern: '^https?://[^\\s/?#@\\\\]+(/[^\\s?#@\\\\]*)?$', maxLength: 500 }),
    /** Keys or ids of the projects to follow; left out: every project the account can browse. */
    projects: Type.Optional(
      Type.Array(Type.String({ pattern: '^[A-Za-z0-9_]+$', maxLength: 255 }), { minItems: 1, maxItems: 1000 }),
    ),
  },
  { additionalProperties: false },
)
export type Settings = Static<typeof settingsSchema>

const secret = () => Type.String({ minLength: 1, maxLength: 4000 })

export const credentialsSchema = Type.Union([
  Type.Object(
    {
      type: Type.Literal('api-token'),
      email: Type.String({ pattern: '^[^\\s@:]+@[^\\s@:]+$', maxLength: 320 }),
      apiToken: secret(),
    },
    { additionalProperties: false },
  ),
  Type.Object({ type: Type.Literal('personal-access-token'), token: secret() }, { additionalProperties: false }),
  Type.Object(
    {
      type: Type.Literal('oauth2'),
      clientId: secret(),
      clientSecret: secret(),
      refreshToken: secret(),
      cloudId: secret(),
    },
    { additionalProperties: false },
  ),
])
export type Credentials = Static<typeof credentialsSchema>
