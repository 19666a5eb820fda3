import { type Static, Type } from 'typebox'
import { RISK_RULES, RISK_UNITS } from '../../portfolio/risk/auto-risk.ts'
import { ENTRY_KINDS, ENTRY_STATUSES, exposureOf } from '../../portfolio/risk/register.ts'
import type { Queryable } from '../../store/database.ts'
import { listNames } from '../../store/portfolio/list-names.ts'
import { findNode, listSubtree } from '../../store/portfolio/portfolio-nodes.ts'
import {
  changeRisk,
  type EntryFields,
  enterRisk,
  findRisk,
  listRiskEvents,
  listRisks,
  type StoredRisk,
} from '../../store/portfolio/risks.ts'
import { assessAgain } from '../assess-again.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { ApiError, requireFound } from '../errors.ts'
import { closed, Day, Id, IdParams, Name, nullable, problems, word, wordOrNull } from '../field.ts'
import { listOf, pageQuery, readPage, writePage } from '../page.ts'

const text = () => nullable(Type.String())
const Score = (description: string) => nullable(Type.Integer({ minimum: 1, maximum: 5, description }))

const Evidence = Type.Object({
  text: Type.String(),
  value: Type.Number(),
  threshold: Type.Number({ description: 'Of the health rules in force.' }),
  unit: word(RISK_UNITS),
  evidenceIds: Type.Array(Type.String(), {
    description:
      'What it rests on: items, people, dependencies or, for an owner who is gone, the name; of many, the first 100.',
  }),
  extent: Type.Integer({ description: 'Pieces of evidence.' }),
})

const Entry = Type.Object({
  id: Id,
  nodeId: Id,
  nodeName: text(),
  kind: word(ENTRY_KINDS),
  source: word(['entered', 'automatic']),
  rule: wordOrNull(RISK_RULES),
  title: Type.String(),
  description: text(),
  owner: text(),
  dueDay: text(),
  probability: Score('1 (hardly) to 5 (almost certain).'),
  impact: Score('1 (slight) to 5 (grave).'),
  exposure: nullable(Type.Integer({ description: 'Probability times impact; an issue is certain.' })),
  status: word(ENTRY_STATUSES),
  statusReason: text(),
  evidence: Type.Union([Evidence, Type.Null({ description: 'A person entered it.' })]),
  createdBy: Type.String({ description: '`milepost`: found by a rule.' }),
  createdAt: Type.String(),
  changedAt: Type.String(),
  reviewedAt: nullable(Type.String({ description: 'When a person last looked at it.' })),
})

const Event = Type.Object({
  change: Type.String(),
  actor: Type.String(),
  details: Type.Object({}, { additionalProperties: true }),
  at: Type.String(),
})

const fields = {
  description: Type.Optional(nullable(Type.String({ minLength: 1, maxLength: 10_000 }))),
  owner: Type.Optional(nullable(Name)),
  dueDay: Type.Optional(nullable(Day)),
  probability: Type.Optional(Score('1 (hardly) to 5 (almost certain).')),
  impact: Type.Optional(Score('1 (slight) to 5 (grave).')),
  status: Type.Optional(word(ENTRY_STATUSES)),
  statusReason: Type.Optional(nullable(Type.String({ minLength: 1, maxLength: 2_000 }))),
}

const NewEntry = Type.Object(
  { nodeId: Id, kind: word(ENTRY_KINDS), title: Name, ...fields },
  {
    ...closed,
    examples: [
      {
        nodeId: '6f1c1f5e-0000-4000-8000-000000000000',
        kind: 'risk',
        title: 'The vendor may deliver late',
        owner: 'Amara Osei',
        dueDay: '2027-01-31',
        probability: 3,
        impact: 4,
      },
    ],
  },
)

const Change = Type.Object(
  { kind: Type.Optional(word(ENTRY_KINDS)), title: Type.Optional(Name), ...fields },
  { ...closed, examples: [{ status: 'accepted', statusReason: 'The board knows and carries it.' }] },
)

/** Of an entry that a rule made, the rest follows from the facts. */
const CHANGED_BY_PEOPLE = ['status', 'statusReason', 'owner', 'dueDay']
const tags = ['risks']

export function riskRoutes(app: Api, dependencies: Dependencies): void {
  const { db, now } = dependencies

  app.get(
    '/risks',
    {
      schema: {
        summary: 'The register: risks, issues, assumptions and decisions, entered or found',
        tags,
        querystring: Type.Object(
          {
            ...pageQuery,
            node: Type.Optional(Id),
            kind: Type.Optional(word(ENTRY_KINDS)),
            status: Type.Optional(word(ENTRY_STATUSES)),
            source: Type.Optional(word(['entered', 'automatic'])),
          },
          closed,
        ),
        response: { 200: listOf(Entry), ...problems },
      },
    },
    async ({ query: { node, kind, status, source, ...page } }) => {
      const below = node === undefined ? undefined : (await listSubtree(db, node)).map(({ id }) => id)
      const filter = {
        ...(below === undefined ? {} : { nodeIds: below }),
        ...(kind === undefined ? {} : { kind }),
        ...(status === undefined ? {} : { status }),
        ...(source === undefined ? {} : { source }),
      }
      const found = await listRisks(db, filter, readPage(page, 'instant'))
      return writePage({ ...found, items: await showAll(db, found.items) })
    },
  )

  app.post(
    '/risks',
    {
      schema: {
        summary: 'Enter a risk, issue, assumption or decision; no sync changes it',
        tags,
        body: NewEntry,
        response: { 201: Entry, ...problems },
      },
    },
    async ({ body: { nodeId, ...given }, actor }, reply) => {
      const node = await findNode(db, nodeId)
      if (node === null) {
        const expected = 'must be the id of a portfolio, program, workstream or initiative'
        throw new ApiError('unprocessable', `body.nodeId ${expected}.`, [{ field: 'body.nodeId', expected }])
      }
      requireReason(given)
      const made = await enterRisk(db, nodeId, { ...EMPTY, ...given }, { by: actor, at: now().toISOString() })
      await assessNode(dependencies, made)
      return reply.code(201).send(await show(db, made))
    },
  )

  app.get(
    '/risks/:id',
    {
      schema: {
        summary: 'One entry with everything that happened to it, oldest first',
        tags,
        params: IdParams,
        response: { 200: Type.Object({ ...Entry.properties, events: Type.Array(Event) }), ...problems },
      },
    },
    async ({ params: { id } }) => {
      const [entry, events] = await Promise.all([findRisk(db, id), listRiskEvents(db, id)])
      return {
        ...(await show(db, requireFound(entry, 'risk'))),
        // Written by our own code as an object.
        events: events.map(event => ({ ...event, details: event.details as object })),
      }
    },
  )

  app.patch(
    '/risks/:id',
    {
      schema: {
        summary: 'Change an entry; one that was found can be accepted or dismissed, until its evidence grows',
        description: 'An empty body says that somebody looked at it and nothing changed.',
        tags,
        params: IdParams,
        body: Change,
        response: { 200: Entry, ...problems },
      },
    },
    async ({ params: { id }, body, actor }) => {
      const before = requireFound(await findRisk(db, id), 'risk')
      if (before.rule !== null) requireOfPeople(body)
      requireReason(body)
      const after = await changeRisk(db, id, body, { by: actor, at: now().toISOString() })
      const stored = requireFound(after, 'risk')
      await assessNode(dependencies, stored)
      return show(db, stored)
    },
  )
}

const EMPTY: Omit<EntryFields, 'kind' | 'title'> = {
  description: null,
  owner: null,
  dueDay: null,
  probability: null,
  impact: null,
  status: 'open',
  statusReason: null,
}

function requireReason({ status, statusReason }: Static<typeof Change>): void {
  if ((status !== 'accepted' && status !== 'dismissed') || typeof statusReason === 'string') return
  const expected = `must say why it is ${status}`
  throw new ApiError('unprocessable', `body.statusReason ${expected}.`, [{ field: 'body.statusReason', expected }])
}

function requireOfPeople(body: Static<typeof Change>): void {
  const field = Object.keys(body).find(name => !CHANGED_BY_PEOPLE.includes(name))
  if (field !== undefined) {
    const told = `It was found by a rule: body.${field} follows from the facts.`
    throw new ApiError('conflict', `${told} Only ${CHANGED_BY_PEOPLE.join(', ')} are set here.`)
  }
  if (body.status === 'closed' || body.status === 'in_progress')
    throw new ApiError('conflict', 'It closes by itself when its evidence is gone; accept or dismiss it until then.')
}

/** Health of an initiative rests on its register; nodes above hold only what people wrote. */
const assessNode = async (dependencies: Dependencies, { nodeId }: StoredRisk): Promise<void> =>
  assessAgain(dependencies, (await findNode(dependencies.db, nodeId))?.kind === 'initiative' ? [nodeId] : [])

async function showAll(db: Queryable, entries: readonly StoredRisk[]) {
  const nameOf = await listNames(
    db,
    entries.map(({ nodeId }) => nodeId),
  )
  return entries.map(({ rule, evidence, ...stored }) => ({
    ...stored,
    nodeName: nameOf(stored.nodeId),
    source: rule === null ? ('entered' as const) : ('automatic' as const),
    rule: RISK_RULES.find(each => each === rule) ?? null,
    evidence: evidence === null ? null : { ...evidence, evidenceIds: [...evidence.evidenceIds] },
    exposure: exposureOf(stored),
  }))
}

async function show(db: Queryable, entry: StoredRisk) {
  const [shown] = await showAll(db, [entry])
  return requireFound(shown ?? null, 'risk')
}
