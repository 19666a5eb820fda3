import { Type } from 'typebox'
import type { Api, Dependencies } from '../dependencies.ts'
import { problems } from '../field.ts'
import { listOf } from '../page.ts'

const JsonSchema = Type.Object({}, { additionalProperties: true, description: 'JSON Schema 2020-12.' })

const Connector = Type.Object({
  kind: Type.String({ description: 'What a connection names as its kind.' }),
  name: Type.String({ description: "The tracker's name for people." }),
  settings: JsonSchema,
  credentials: JsonSchema,
  hasWebhooks: Type.Boolean({ description: 'False: it can only be polled.' }),
})

/** What POST /connections takes for each kind of tracker, in the connectors' own schemas. */
export function connectorRoutes(app: Api, { connectors }: Dependencies): void {
  app.get(
    '/connectors',
    {
      schema: {
        summary: 'The kinds of trackers, and which settings and credentials each takes',
        tags: ['connections'],
        response: { 200: listOf(Connector), ...problems },
      },
    },
    async () => ({
      items: [...connectors.values()]
        .map(({ kind, name, settings, credentials, webhook }) => ({
          kind,
          name,
          settings,
          credentials,
          hasWebhooks: webhook !== undefined,
        }))
        .toSorted((one, other) => (one.kind < other.kind ? -1 : 1)),
      nextCursor: null,
    }),
  )
}
