import { Type } from 'typebox'
import { listFrozenDays } from '../../store/milestone/frozen-days.ts'
import {
  createMilestone,
  deleteMilestone,
  findMilestone,
  listMilestones,
  updateMilestone,
} from '../../store/milestone/milestones.ts'
import { listInitiativesBelow } from '../../store/portfolio/node-history.ts'
import { readAsOf } from '../as-of.ts'
import { assessAgain } from '../assess-again.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { ApiError, notFound, requireFound } from '../errors.ts'
import { closed, Day, Id, IdParams, Instant, Name, Nothing, nullable, problems, word } from '../field.ts'
import { Milestone, showMilestone, showMilestones } from '../milestone-answer.ts'
import { listOf, pageQuery, readPage, writePage } from '../page.ts'
import { findOfKind } from '../tree-node.ts'

const Tolerance = Type.Integer({ minimum: 0, maximum: 3_650 })
const Importance = word(['normal', 'high'])
const tags = ['milestones']

export function milestoneRoutes(app: Api, dependencies: Dependencies): void {
  const { db, now } = dependencies

  app.get(
    '/milestones',
    {
      schema: {
        summary: 'Milestones of all initiatives, with baseline, date, forecast and status',
        tags,
        querystring: Type.Object(
          {
            ...pageQuery,
            portfolio: Type.Optional({
              ...Id,
              description: 'A portfolio, program or workstream: of all initiatives below.',
            }),
            initiative: Type.Optional(Id),
            retired: Type.Optional(Type.Boolean({ default: false })),
            asOf: Type.Optional(Instant),
          },
          closed,
        ),
        response: { 200: listOf(Milestone), ...problems },
      },
    },
    async ({ query }) => {
      const asOf = query.asOf === undefined ? null : readAsOf(query.asOf, now())
      const initiativeIds = await findInitiatives(dependencies, query, asOf)
      const filter = {
        ...(initiativeIds === null ? {} : { initiativeIds }),
        // What left the scope since may have been in it then.
        retired: asOf !== null || (query.retired ?? false),
      }
      const page = await listMilestones(db, filter, readPage(query, 'name'))
      return writePage({ ...page, items: await showMilestones(dependencies, page.items, asOf ?? undefined) })
    },
  )

  app.post(
    '/milestones',
    {
      schema: {
        summary: 'Enter a milestone; those of the trackers are found without',
        tags,
        body: Type.Object(
          {
            initiativeId: Id,
            name: Name,
            day: Day,
            baselineDay: Type.Optional(Day),
            toleranceDays: Type.Optional(Tolerance),
            importance: Type.Optional(Importance),
          },
          closed,
        ),
        response: { 201: Milestone, ...problems },
      },
    },
    async ({ body }, reply) => {
      const initiative = await findOfKind(dependencies, 'initiative', body.initiativeId)
      if (initiative === null) throw new ApiError('unprocessable', 'body.initiativeId must be the id of an initiative.')
      const made = await createMilestone(db, body)
      if (made === null)
        throw new ApiError('duplicate_name', `The initiative has a milestone called ${body.name} already.`)
      await assessAgain(dependencies, [made.initiativeId])
      return reply.code(201).send(await showMilestone(dependencies, made))
    },
  )

  app.get(
    '/milestones/:id',
    {
      schema: {
        summary: 'One milestone, with asOf as it was',
        tags,
        params: IdParams,
        querystring: Type.Object({ asOf: Type.Optional(Instant) }, closed),
        response: { 200: Milestone, ...problems },
      },
    },
    async ({ params, query }) => {
      const milestone = requireFound(await findMilestone(db, params.id), 'milestone')
      if (query.asOf === undefined) return showMilestone(dependencies, milestone)
      const [past] = await showMilestones(dependencies, [milestone], readAsOf(query.asOf, now()))
      if (past === undefined) throw new ApiError('not_found', 'There was no such milestone at that instant.')
      return past
    },
  )

  app.patch(
    '/milestones/:id',
    {
      schema: {
        summary: 'Change a milestone; name, day and achievedDay only of one entered here',
        tags,
        params: IdParams,
        body: Type.Object(
          {
            name: Type.Optional(Name),
            day: Type.Optional(Day),
            achievedDay: Type.Optional(nullable(Day)),
            baselineDay: Type.Optional(nullable(Day)),
            toleranceDays: Type.Optional(Tolerance),
            importance: Type.Optional(Importance),
          },
          closed,
        ),
        response: { 200: Milestone, ...problems },
      },
    },
    async ({ params, body: { day, ...change } }) => {
      const before = requireFound(await findMilestone(db, params.id), 'milestone')
      const isManualOnly = day !== undefined || change.name !== undefined || change.achievedDay !== undefined
      if (isManualOnly && before.source !== 'manual') {
        throw new ApiError(
          'conflict',
          'Its name and dates come from the tracker; only baseline, tolerance and importance are set here.',
        )
      }
      if (change.baselineDay !== undefined && (await listFrozenDays(db, [params.id])).has(params.id))
        throw new ApiError(
          'conflict',
          'Its baseline is that of the approved plan; a new baseline of the initiative changes it.',
        )
      const after = await updateMilestone(
        db,
        params.id,
        { ...change, ...(day === undefined ? {} : { manualDay: day }) },
        now().toISOString(),
      )
      if (after === 'duplicate')
        throw new ApiError('duplicate_name', 'The initiative has a milestone of that name already.')
      const stored = requireFound(after, 'milestone')
      await assessAgain(dependencies, [stored.initiativeId])
      return showMilestone(dependencies, stored)
    },
  )

  app.delete(
    '/milestones/:id',
    {
      schema: {
        summary: 'Delete a milestone entered here, with its ledger',
        tags,
        params: IdParams,
        response: { 204: Nothing, ...problems },
      },
    },
    async ({ params }, reply) => {
      const before = requireFound(await findMilestone(db, params.id), 'milestone')
      if (before.source !== 'manual')
        throw new ApiError('conflict', 'It comes from a tracker and would come back with the next sync.')
      if (!(await deleteMilestone(db, params.id))) throw notFound('milestone')
      await assessAgain(dependencies, [before.initiativeId])
      return reply.code(204).send(null)
    },
  )
}

/** Whose milestones are asked for; null: those of all. */
async function findInitiatives(
  { db }: Dependencies,
  { portfolio, initiative }: { readonly portfolio?: string; readonly initiative?: string },
  asOf: string | null,
): Promise<readonly string[] | null> {
  if (portfolio === undefined) return initiative === undefined ? null : [initiative]
  const below = (await listInitiativesBelow(db, portfolio, asOf)).map(({ id }) => id)
  return initiative === undefined ? below : below.filter(id => id === initiative.toLowerCase())
}
