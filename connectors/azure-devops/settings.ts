import { Type } from 'typebox'
import { CaCertificates } from '../certificates.ts'

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
    timeZone: Type.Optional(
      Type.String({
        // Whether it exists is known when the connection is opened.
        pattern: '^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$',
        'x-expected': 'must be an IANA time zone such as Europe/Berlin',
        maxLength: 100,
        description:
          'Where people enter the dates of work items, as IANA name: Europe/Berlin. The tracker does not tell it',
      }),
    ),
    caCertificates: Type.Optional(CaCertificates),
    authority: Type.Optional(
      Type.String({
        maxLength: 500,
        description:
          'Only for test set-ups: address of a stand-in for login.microsoftonline.com, on a host of PRIVATE_HOSTS',
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
