import { Type } from 'typebox'

export const SettingsSchema = Type.Object(
  {
    baseUrl: Type.String({
      minLength: 1,
      maxLength: 500,
      description:
        'Organisation or collection: https://dev.azure.com/fabrikam, https://tfs.example.com/tfs/DefaultCollection',
    }),
    projects: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
        maxItems: 1000,
        description: 'Names or ids of the projects to follow; all that the account can see when left out',
      }),
    ),
  },
  { additionalProperties: false },
)

export const CredentialsSchema = Type.Union([
  Type.Object(
    {
      type: Type.Literal('personal-access-token'),
      // Header values hold no control characters and no spaces; a pasted line break would be sent as a second header.
      token: Type.String({
        minLength: 1,
        maxLength: 2000,
        pattern: '^[!-~]+$',
        'x-expected': 'must be a token without spaces and line breaks',
      }),
    },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      type: Type.Literal('service-principal'),
      tenantId: Type.String({ minLength: 1, maxLength: 200 }),
      clientId: Type.String({ minLength: 1, maxLength: 200 }),
      clientSecret: Type.String({ minLength: 1, maxLength: 2000 }),
    },
    { additionalProperties: false },
  ),
])
