import { type Static, Type } from 'typebox'
import { CaCertificates } from '../certificates.ts'

/** The site; `https://api.atlassian.com/ex/jira/CLOUD_ID` is taken too. No user, query or fragment in it. */
export const settingsSchema = Type.Object(
  {
    baseUrl: Type.String({
      pattern: '^https?://[^\\s/?#@\\\\]+(/[^\\s?#@\\\\]*)?$',
      'x-expected': 'must be an address such as https://your-site.atlassian.net, without user, query or fragment',
      maxLength: 500,
      description: 'Site, for example https://your-site.atlassian.net',
    }),
    projects: Type.Optional(
      Type.Array(
        Type.String({ pattern: '^[A-Za-z0-9_]+$', 'x-expected': 'must be a project key or id', maxLength: 255 }),
        {
          minItems: 1,
          maxItems: 1000,
          description: 'Keys or ids of the projects to follow; all that the account can browse when left out',
        },
      ),
    ),
    caCertificates: Type.Optional(CaCertificates),
    authority: Type.Optional(
      Type.String({
        maxLength: 500,
        description:
          'Only for test set-ups: address of a stand-in for auth.atlassian.com and api.atlassian.com, on a host of PRIVATE_HOSTS',
      }),
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
      email: Type.String({
        pattern: '^[^\\s@:]+@[^\\s@:]+$',
        'x-expected': 'must be an e-mail address',
        maxLength: 320,
      }),
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
