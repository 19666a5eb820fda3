import { Type } from 'typebox'
import { ALERT_EVENTS, ALERT_KINDS, SEVERITIES } from '../../portfolio/alert/alert.ts'
import { type AlertDecision, decideAlert } from '../../store/alert/alert-decisions.ts'
import { findSubjectPage, listAlertEvents, listAlertItems } from '../../store/alert/alert-story.ts'
import { ALERT_STATES, findAlert, listAlerts, type StoredAlert } from '../../store/alert/alerts.ts'
import type { Queryable } from '../../store/database.ts'
import { listNames } from '../../store/portfolio/list-names.ts'
import { listSubtree } from '../../store/portfolio/portfolio-nodes.ts'
import { type AlertLink, addLinks } from '../alert-links.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { ApiError, requireFound } from '../errors.ts'
import { closed, Id, IdParams, Instant, nullable, problems, toUtc, word } from '../field.ts'
import { listOf, pageQuery, readPage, writePage } from '../page.ts'

const text = () => nullable(Type.String())

const Alert = Type.Object({
  id: Id,
  kind: word(ALERT_KINDS),
  severity: word(SEVERITIES),
  state: word(ALERT_STATES),
  initiativeId: nullable(Type.String({ description: 'Null: it is about a connection or a channel.' })),
  initiativeName: text(),
  milestoneId: text(),
  connectionId: nullable(Type.String({ description: 'The connection it is about.' })),
  channelId: nullable(Type.String({ description: 'The channel it is about.' })),
  links: Type.Unsafe<readonly AlertLink[]>(
    Type.Array(Type.Object({ label: Type.String(), path: Type.String() }), {
      description: 'Where the API tells more, and where to do something about it.',
    }),
  ),
  details: Type.Object({
    milestoneName: text(),
    reason: nullable(Type.String({ description: 'What is the matter, where the days do not say it.' })),
    evidenceIds: Type.Unsafe<readonly string[]>(
      Type.Array(Type.String(), { description: 'Items, milestones or connections behind it; of many, the first.' }),
    ),
    from: text(),
    to: text(),
    movedByDays: nullable(Type.Integer({ description: 'Of the last move.' })),
    totalDays: nullable(Type.Integer({ description: 'Against the baseline.' })),
    extent: Type.Number({ description: 'How bad it is, in `unit`.' }),
    unit: word(['days', 'percent', 'level', 'hours', 'records', 'webhooks']),
    baselineDay: text(),
    byPersonId: text(),
    byPersonName: nullable(Type.String({ description: 'Null where nobody says who.' })),
    at: Type.String(),
    connectionId: text(),
    trackerName: nullable(Type.String({ description: 'Of the connection.' })),
    downstream: Type.Unsafe<StoredAlert['details']['downstream']>(
      Type.Array(Type.Object({ id: Id, name: Type.String(), initiative: text() }), {
        description: 'Milestones that wait for it.',
      }),
    ),
    dataAt: nullable(Type.String({ description: 'When what it rests on was read; of several trackers, the oldest.' })),
  }),
  worsenedCount: Type.Integer(),
  escalations: Type.Integer({ description: 'How often nobody had answered it for too long.' }),
  snoozedUntil: text(),
  openedAt: Type.String(),
  changedAt: Type.String(),
  resolvedAt: text(),
  resolvedBy: nullable(Type.String({ description: '`milepost`: the condition went away.' })),
})

const Event = Type.Object({
  change: word(ALERT_EVENTS),
  actor: Type.String(),
  details: Type.Object({}, { additionalProperties: true }),
  at: Type.String(),
  deliveries: Type.Array(
    Type.Object({
      channelId: Id,
      channelName: Type.String(),
      dueAt: Type.String(),
      sentAt: nullable(Type.String({ description: 'Null: its receiver has not taken it yet.' })),
      givenUpAt: nullable(
        Type.String({ description: 'Its receiver refused it for three days: it is sent again by a replay only.' }),
      ),
      attempts: Type.Integer(),
      lastError: text(),
    }),
    { description: 'The channels that are told of it.' },
  ),
})

const Item = Type.Object({
  id: Id,
  connectionId: Id,
  key: Type.String(),
  title: Type.String(),
  url: nullable(Type.String({ description: 'Its page in the tracker.' })),
  state: text(),
})

const Story = Type.Object({
  ...Alert.properties,
  events: Type.Array(Event),
  items: Type.Array(Item, { description: 'What of `details.evidenceIds` is a work item.' }),
  url: nullable(Type.String({ description: 'Page in the tracker of what the date of the milestone is taken from.' })),
})

const Note = Type.Optional(nullable(Type.String({ maxLength: 2_000 })))
const Decision = Type.Object({ note: Note }, closed)
const tags = ['alerts']

export function alertRoutes(app: Api, { db, now }: Dependencies): void {
  app.get(
    '/alerts',
    {
      schema: {
        summary: 'Alerts, changed last first',
        tags,
        querystring: Type.Object(
          {
            ...pageQuery,
            state: Type.Optional({
              ...word([...ALERT_STATES, 'unresolved']),
              description: '`unresolved`: all that stand, answered or not; as many as `openAlerts` of a rollup says.',
            }),
            severity: Type.Optional(word(SEVERITIES)),
            kind: Type.Optional(word(ALERT_KINDS)),
            node: Type.Optional({ ...Id, description: 'Of the initiatives at or below this node of the tree.' }),
            portfolio: Type.Optional({
              ...Id,
              description: 'Of its initiatives, and of no initiative: connections and channels serve every portfolio.',
            }),
            initiative: Type.Optional(Id),
            milestone: Type.Optional(Id),
            connection: Type.Optional(Id),
            channel: Type.Optional(Id),
          },
          closed,
        ),
        response: { 200: listOf(Alert), ...problems },
      },
    },
    async ({ query: { node, portfolio, initiative, milestone, connection, channel, cursor, limit, ...words } }) => {
      const filter = {
        ...words,
        ...(node === undefined ? {} : { initiativeIds: (await listSubtree(db, node)).map(({ id }) => id) }),
        ...(portfolio === undefined
          ? {}
          : { initiativeIdsOrNone: (await listSubtree(db, portfolio)).map(({ id }) => id) }),
        ...(initiative === undefined ? {} : { initiativeId: initiative }),
        ...(milestone === undefined ? {} : { milestoneId: milestone }),
        ...(connection === undefined ? {} : { connectionId: connection }),
        ...(channel === undefined ? {} : { channelId: channel }),
      }
      const asked = { ...(cursor === undefined ? {} : { cursor }), ...(limit === undefined ? {} : { limit }) }
      const { items, next } = await listAlerts(db, filter, readPage(asked, 'instant'))
      return writePage({ items: await showAlerts(db, items), next })
    },
  )

  app.get(
    '/alerts/:id',
    {
      schema: {
        summary: 'One alert with its history',
        tags,
        params: IdParams,
        response: { 200: Story, ...problems },
      },
    },
    async ({ params }) => {
      const alert = requireFound(await findAlert(db, params.id), 'alert')
      const events = await listAlertEvents(db, params.id)
      return {
        ...(await showAlert(db, alert)),
        events: events.map(event => ({
          ...event,
          details: event.details as object,
          deliveries: [...event.deliveries],
        })),
        items: [...(await listAlertItems(db, alert.details.evidenceIds))],
        url: alert.milestoneId === null ? null : await findSubjectPage(db, alert.milestoneId),
      }
    },
  )

  const decide = async (id: string, decision: AlertDecision, actor: string, note: string | null) => {
    const decided = requireFound(await decideAlert(db, id, decision, { actor, note, at: now().toISOString() }), 'alert')
    if (decided === 'already_resolved') throw new ApiError('conflict', 'The alert is resolved already.')
    return showAlert(db, decided)
  }

  for (const [verb, type, summary] of DECISIONS) {
    app.post(
      `/alerts/:id/${verb}`,
      { schema: { summary, tags, params: IdParams, body: Decision, response: { 200: Alert, ...problems } } },
      ({ params, body, actor }) => decide(params.id, { type }, actor, body.note ?? null),
    )
  }

  app.post(
    '/alerts/:id/snooze',
    {
      schema: {
        summary: 'Be told nothing more until then',
        tags,
        params: IdParams,
        body: Type.Object({ until: Instant, note: Note }, closed),
        response: { 200: Alert, ...problems },
      },
    },
    ({ params, body, actor }) => {
      const until = toUtc(body.until)
      if (Date.parse(until) <= now().getTime()) throw new ApiError('unprocessable', 'body.until must be in the future.')
      return decide(params.id, { type: 'snoozed', until }, actor, body.note ?? null)
    },
  )
}

const DECISIONS = [
  ['acknowledge', 'acknowledged', 'Say that somebody looks after it'],
  ['resolve', 'resolved', 'Say that it is dealt with; it comes back only when it gets worse'],
] as const

/** With the names of today and where to look next. */
async function showAlerts(db: Queryable, alerts: readonly StoredAlert[]) {
  const nameOf = await listNames(
    db,
    alerts.flatMap(({ initiativeId, details }) => [initiativeId, details.byPersonId, details.connectionId]),
  )
  return alerts.map(alert => ({
    ...addLinks(alert),
    initiativeName: nameOf(alert.initiativeId),
    details: {
      ...alert.details,
      byPersonName: nameOf(alert.details.byPersonId),
      trackerName: nameOf(alert.details.connectionId),
    },
  }))
}

async function showAlert(db: Queryable, alert: StoredAlert) {
  const [shown] = await showAlerts(db, [alert])
  return requireFound(shown ?? null, 'alert')
}
