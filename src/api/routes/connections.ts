import { randomBytes, randomUUID } from 'node:crypto'
import { type Static, Type } from 'typebox'
import type { SourceCheck } from '../../../connectors/connector.ts'
import { forgetAccess, saveFirstAccess } from '../../store/access/connection-access.ts'
import {
  createConnection,
  findConnection,
  listConnections,
  type StoredConnection,
  updateConnection,
} from '../../store/access/connections.ts'
import { removeConnection } from '../../store/access/remove-connection.ts'
import { credentialsOf, webhookSecretOf } from '../../store/access/sealed-places.ts'
import { toInstant } from '../../store/instant.ts'
import { isUniqueViolation } from '../../store/postgres/unique-violation.ts'
import { requestRun } from '../../store/sync/sync-runs.ts'
import { requireConnector, requireUsable } from '../connection-input.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { ringAssessments, ringSync } from '../doorbell.ts'
import { ApiError, requireFound } from '../errors.ts'
import { closed, Id, IdParams, Name, Nothing, nullable, problems, word } from '../field.ts'
import { listOf } from '../page.ts'
import { receiverUrl } from '../webhook-receiver.ts'
import { readWebhookStates, WebhookState } from '../webhook-state.ts'

/** Not written as Type.Unknown: a connector's own schema checks it. */
const entered = (what: string) =>
  Type.Object(
    {},
    { additionalProperties: true, description: `As \`${what}\` of this kind in GET /api/v1/connectors describes it.` },
  )

const Settings = entered('settings')
const Credentials = entered('credentials')

const SyncEverySeconds = Type.Integer({ minimum: 30, maximum: 86_400, default: 300 })
/** The streams of the slowest beat are read once an hour. */
const BlindAfterSeconds = Type.Integer({
  minimum: 7_200,
  maximum: 2_592_000,
  default: 10_800,
  description: 'When nothing was read for so long, and for three beats, an alert is raised.',
})

const Connection = Type.Object({
  id: Id,
  name: Type.String(),
  kind: Type.String(),
  settings: Type.Object({}, { additionalProperties: true, description: 'As entered; credentials are never shown.' }),
  state: word(['active', 'suspended']),
  stateReason: nullable(Type.String({ description: 'What a person has to do first.' })),
  identity: nullable(Type.String({ description: 'Who we are at the tracker.' })),
  timeZone: nullable(Type.String()),
  syncEverySeconds: Type.Integer(),
  blindAfterSeconds: Type.Integer(),
  nextSyncAt: Type.String(),
  createdAt: Type.String(),
  webhooks: WebhookState,
})

export const WebhookOnce = Type.Object({
  url: Type.String({ description: 'Enter it at the tracker as the address of the webhook or service hook.' }),
  secret: Type.String({
    description: 'Shown this once. Jira: the secret; Azure DevOps: the basic authentication password.',
  }),
})

const CheckQuery = Type.Object(
  {
    check: Type.Optional(
      Type.Boolean({ default: true, description: 'False: do not ask the tracker whether the credentials work.' }),
    ),
  },
  closed,
)

/** Time to choose what is read; then it is read as it stands. */
const LATER_MS = 86_400_000

const FirstQuery = Type.Object(
  {
    ...CheckQuery.properties,
    read: Type.Optional(
      Type.Boolean({
        default: true,
        description:
          'False: nothing is read before somebody asks for a sync or changes the settings, or a day has passed.',
      }),
    ),
  },
  closed,
)

const tags = ['connections']

export function connectionRoutes(app: Api, dependencies: Dependencies): void {
  const { db, connectors, sealer, publicUrl, now } = dependencies

  app.post(
    '/connections',
    {
      schema: {
        summary: 'Add a tracker',
        tags,
        querystring: FirstQuery,
        body: Type.Object(
          {
            name: Name,
            kind: Type.String({ maxLength: 100, description: 'One of GET /api/v1/connectors.' }),
            settings: Settings,
            credentials: Credentials,
            syncEverySeconds: Type.Optional(SyncEverySeconds),
            blindAfterSeconds: Type.Optional(BlindAfterSeconds),
          },
          closed,
        ),
        response: { 201: Type.Object({ ...Connection.properties, webhook: WebhookOnce }), ...problems },
      },
    },
    async (request, reply) => {
      const { credentials, ...body } = request.body
      const connector = requireConnector(connectors, body.kind)
      const { found, sealAccess } = await requireUsable(
        connector,
        { ...body, credentials },
        { ...dependencies, ask: request.query.check ?? true },
      )
      const id = randomUUID()
      const secret = randomBytes(32).toString('base64url')
      const isRead = request.query.read ?? true
      const later = isRead ? {} : { nextSyncAt: new Date(now().getTime() + LATER_MS).toISOString() }
      const stored = await db.transaction(async tx => {
        const made = await createConnection(tx, {
          ...body,
          id,
          sealedCredentials: sealer.seal(JSON.stringify(credentials), credentialsOf(id)),
          sealedWebhookSecret: sealer.seal(secret, webhookSecretOf(id)),
          ...told(found),
          ...later,
        })
        if (made !== null) await saveFirstAccess(tx, id, sealAccess(id))
        return made
      })
      if (stored === null) throw new ApiError('duplicate_name', `There is a connection called ${body.name} already.`)
      if (isRead) {
        await requestRun(db, id, 'incremental')
        await ringSync(dependencies, id, 'incremental')
      }
      return reply.code(201).send({ ...show(stored, () => null), webhook: { url: receiverUrl(publicUrl, id), secret } })
    },
  )

  app.get(
    '/connections',
    { schema: { summary: 'All trackers', tags, response: { 200: listOf(Connection), ...problems } } },
    async () => {
      const stateOf = await readWebhookStates(db, null, now().toISOString())
      return { items: (await listConnections(db)).map(each => show(each, stateOf)), nextCursor: null }
    },
  )

  app.get(
    '/connections/:id',
    { schema: { summary: 'One tracker', tags, params: IdParams, response: { 200: Connection, ...problems } } },
    async ({ params }) => {
      const connection = requireFound(await findConnection(db, params.id), 'connection')
      return show(connection, await readWebhookStates(db, params.id, now().toISOString()))
    },
  )

  app.patch(
    '/connections/:id',
    {
      schema: {
        summary: 'Change a tracker; new settings or credentials end a suspension',
        tags,
        params: IdParams,
        querystring: CheckQuery,
        body: Type.Object(
          {
            name: Type.Optional(Name),
            settings: Type.Optional(Settings),
            credentials: Type.Optional(Credentials),
            syncEverySeconds: Type.Optional(SyncEverySeconds),
            blindAfterSeconds: Type.Optional(BlindAfterSeconds),
          },
          closed,
        ),
        response: { 200: Connection, ...problems },
      },
    },
    async ({ params: { id }, query, body: { credentials, ...change } }) => {
      const before = requireFound(await findConnection(db, id), 'connection')
      const input = {
        settings: change.settings ?? before.settings,
        credentials: credentials ?? JSON.parse(sealer.open(before.sealedCredentials, credentialsOf(id))),
      }
      const isNew = change.settings !== undefined || credentials !== undefined
      const usable = isNew
        ? await requireUsable(
            requireConnector(connectors, before.kind),
            input,
            { ...dependencies, ask: query.check ?? true },
            credentials === undefined ? before : undefined,
          )
        : null
      const found = usable?.found ?? null
      requireSameTracker(before.instanceId, found?.instanceId ?? null)
      const stored = await rejectDuplicate(() =>
        db.transaction(async tx => {
          const sealed =
            credentials === undefined
              ? {}
              : { sealedCredentials: sealer.seal(JSON.stringify(credentials), credentialsOf(id)) }
          if (usable !== null) {
            await forgetAccess(tx, id, credentials === undefined ? 'found' : 'all')
            await saveFirstAccess(tx, id, usable.sealAccess(id))
          }
          return updateConnection(tx, id, { ...change, ...sealed, ...told(found) })
        }),
      )
      if (isNew) await ringSync(dependencies, id, 'incremental')
      return show(requireFound(stored, 'connection'), await readWebhookStates(db, id, now().toISOString()))
    },
  )

  app.delete(
    '/connections/:id',
    {
      schema: {
        summary: 'Remove a tracker with everything read from it',
        tags,
        params: IdParams,
        response: { 204: Nothing, ...problems },
      },
    },
    async ({ params }, reply) => {
      const due = requireFound(await removeConnection(db, params.id, now().toISOString()), 'connection')
      await ringAssessments(dependencies, due)
      return reply.code(204).send(null)
    },
  )
}

const told = (found: SourceCheck | null) =>
  found === null ? {} : { instanceId: found.instanceId, identity: found.identity, timeZone: found.timeZone }

/** What two trackers say must never be stored as one: their ids and cursors mean different things. */
function requireSameTracker(before: string | null, now: string | null): void {
  if (before === null || now === null || before === now) return
  throw new ApiError(
    'unprocessable',
    `This address is another tracker (instance ${now}, before ${before}). Add a new connection for it.`,
  )
}

async function rejectDuplicate<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (isUniqueViolation(error)) throw new ApiError('duplicate_name', 'There is a connection of that name already.')
    throw error
  }
}

const show = (
  { sealedCredentials: _, sealedWebhookSecret: __, settings, ...row }: StoredConnection,
  stateOf: (id: string) => Static<typeof WebhookState>,
) => ({
  ...row,
  webhooks: stateOf(row.id),
  // Checked by the connector's schema before it was stored.
  settings: settings as object,
  nextSyncAt: toInstant(row.nextSyncAt),
  createdAt: toInstant(row.createdAt),
})
