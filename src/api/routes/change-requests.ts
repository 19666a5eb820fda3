import { type Static, Type } from 'typebox'
import { BASELINE_UNITS } from '../../portfolio/earned-value/baseline.ts'
import { CHANGE_STATES } from '../../portfolio/earned-value/change-request.ts'
import {
  addChangeRequest,
  decideChangeRequest,
  findChangeRequest,
  listChangeRequests,
  type StoredChangeRequest,
} from '../../store/money/change-requests.ts'
import { lockNode } from '../../store/portfolio/portfolio-nodes.ts'
import { Baseline, showBaseline } from '../baseline.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { ringAssessments } from '../doorbell.ts'
import { ApiError, requireFound } from '../errors.ts'
import { closed, Id, IdParams, Name, nullable, problems, word } from '../field.ts'
import { Currency, made, Note, requireCurrency, requireWhole, ShownAmount, SignedAmount } from '../money-field.ts'
import { listOf, pageQuery, readPage, writePage } from '../page.ts'
import { baselineFields, takeBaseline } from '../take-baseline.ts'
import { requireInitiative } from '../tree-node.ts'

const MOST = 1_000_000
const Effect = Type.Object(
  {
    items: Type.Optional(Type.Integer({ minimum: -MOST, maximum: MOST, description: 'Work items more, or fewer.' })),
    size: Type.Optional(
      Type.Object({ value: Type.Number({ minimum: -MOST, maximum: MOST }), unit: word(BASELINE_UNITS) }, closed),
    ),
    days: Type.Optional(Type.Integer({ minimum: -36_500, maximum: 36_500, description: 'Later, or earlier.' })),
    money: Type.Optional(Type.Object({ amount: SignedAmount, currency: Currency }, closed)),
  },
  { ...closed, minProperties: 1, description: 'What it does to scope, finish and cost; at least one of them.' },
)

const ChangeRequest = Type.Object({
  id: Id,
  initiativeId: Id,
  title: Type.String(),
  description: nullable(Type.String()),
  proposedBy: Type.String(),
  effect: Type.Object({
    items: nullable(Type.Integer()),
    size: Type.Union([Type.Object({ value: Type.Number(), unit: word(BASELINE_UNITS) }), Type.Null()]),
    days: nullable(Type.Integer()),
    money: Type.Union([Type.Object({ amount: ShownAmount, currency: Type.String() }), Type.Null()]),
  }),
  state: word(CHANGE_STATES),
  decidedBy: nullable(Type.String()),
  decidedAt: nullable(Type.String()),
  decisionReason: nullable(Type.String()),
  baselineId: nullable(Type.String({ description: 'The baseline that its approval made.' })),
  ...made,
})

const tags = ['baselines']

export function changeRequestRoutes(app: Api, dependencies: Dependencies): void {
  const { db, now } = dependencies

  app.post(
    '/change-requests',
    {
      schema: {
        summary: 'Propose a change of an approved plan, with its effect',
        tags,
        body: Type.Object(
          { initiativeId: Id, title: Name, description: Type.Optional(Note), proposedBy: Name, effect: Effect },
          {
            ...closed,
            examples: [
              {
                initiativeId: '8c5b1f0e-6b0a-4f0c-9d4e-2f6a1f3b7c21',
                title: 'Invoices in a second language',
                proposedBy: 'Sofia Rossi',
                effect: { items: 12, days: 14, money: { amount: '18000.00', currency: 'EUR' } },
              },
            ],
          },
        ),
        response: { 201: ChangeRequest, ...problems },
      },
    },
    async ({ body: { effect, ...body }, actor }, reply) => {
      await requireInitiative(dependencies, body.initiativeId)
      if (effect.money !== undefined) {
        requireCurrency(effect.money.currency, 'body.effect.money.currency')
        requireWhole(effect.money.amount, effect.money.currency, 'body.effect.money.amount')
      }
      const stored = await addChangeRequest(db, {
        ...body,
        description: body.description ?? null,
        ...flatten(effect),
        createdBy: actor,
        createdAt: now().toISOString(),
      })
      return reply.code(201).send(show(stored))
    },
  )

  app.get(
    '/change-requests',
    {
      schema: {
        summary: 'Change requests, newest first',
        tags,
        querystring: Type.Object(
          { ...pageQuery, initiative: Type.Optional(Id), state: Type.Optional(word(CHANGE_STATES)) },
          closed,
        ),
        response: { 200: listOf(ChangeRequest), ...problems },
      },
    },
    async ({ query }) => {
      const filter = {
        ...(query.initiative === undefined ? {} : { initiativeId: query.initiative }),
        ...(query.state === undefined ? {} : { state: query.state }),
      }
      const { items, nextCursor } = writePage(await listChangeRequests(db, filter, readPage(query, 'number')))
      return { items: items.map(show), nextCursor }
    },
  )

  app.get(
    '/change-requests/:id',
    {
      schema: { summary: 'One change request', tags, params: IdParams, response: { 200: ChangeRequest, ...problems } },
    },
    async ({ params }) => show(requireFound(await findChangeRequest(db, params.id), 'change request')),
  )

  app.post(
    '/change-requests/:id/approve',
    {
      schema: {
        summary: 'Approve it: the plan as it stands becomes a new baseline, its budget changed by the effect in money',
        tags,
        params: IdParams,
        body: Type.Object(baselineFields, {
          ...closed,
          examples: [{ approvedBy: 'Elena Petrova', reason: 'The customer pays for it.' }],
        }),
        response: { 200: Type.Object({ changeRequest: ChangeRequest, baseline: Baseline }), ...problems },
      },
    },
    async ({ params, body, actor }) => {
      const request = requireFound(await findChangeRequest(db, params.id), 'change request')
      const at = now().toISOString()
      const baseline = await db.transaction(async tx => {
        await lockNode(tx, request.initiativeId)
        await decide(tx, request.id, { state: 'approved', by: body.approvedBy, at, reason: body.reason })
        return takeBaseline(tx, request.initiativeId, body, { by: actor, at, request })
      })
      await ringAssessments(dependencies, [request.initiativeId])
      const decided = requireFound(await findChangeRequest(db, params.id), 'change request')
      return { changeRequest: show(decided), baseline: showBaseline(baseline) }
    },
  )

  app.post(
    '/change-requests/:id/reject',
    {
      schema: {
        summary: 'Reject it; the plan stays as it is',
        tags,
        params: IdParams,
        body: Type.Object(
          { rejectedBy: Name, reason: Note },
          { ...closed, examples: [{ rejectedBy: 'Elena Petrova', reason: 'Not before the launch.' }] },
        ),
        response: { 200: ChangeRequest, ...problems },
      },
    },
    async ({ params, body }) => {
      requireFound(await findChangeRequest(db, params.id), 'change request')
      await decide(db, params.id, {
        state: 'rejected',
        by: body.rejectedBy,
        at: now().toISOString(),
        reason: body.reason,
      })
      return show(requireFound(await findChangeRequest(db, params.id), 'change request'))
    },
  )
}

async function decide(
  db: Dependencies['db'],
  id: string,
  decision: {
    readonly state: 'approved' | 'rejected'
    readonly by: string
    readonly at: string
    readonly reason: string
  },
): Promise<void> {
  const { state, by, at, reason } = decision
  if (await decideChangeRequest(db, id, { state, decidedBy: by, decidedAt: at, decisionReason: reason })) return
  throw new ApiError('conflict', 'It is decided already; propose another one.')
}

const flatten = ({ items, size, days, money }: Static<typeof Effect>) => ({
  items: items ?? null,
  size: size?.value ?? null,
  sizeUnit: size?.unit ?? null,
  days: days ?? null,
  amount: money?.amount ?? null,
  currency: money?.currency ?? null,
})

const show = ({ items, size, sizeUnit, days, amount, currency, ...request }: StoredChangeRequest) => ({
  ...request,
  effect: {
    items,
    size: size === null || sizeUnit === null ? null : { value: size, unit: sizeUnit },
    days,
    money: amount === null || currency === null ? null : { amount, currency },
  },
})
