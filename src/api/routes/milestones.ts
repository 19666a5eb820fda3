import { Type } from 'typebox'
import type { MilestoneAssessment } from '../../portfolio/assessment.ts'
import { MILESTONE_SOURCES } from '../../portfolio/initiative.ts'
import { MILESTONE_STATUSES } from '../../portfolio/milestone.ts'
import { markDue } from '../../store/assessment-due.ts'
import { listAssessmentsAsOf } from '../../store/assessments.ts'
import { listFrozenDays } from '../../store/frozen-days.ts'
import { listSlips } from '../../store/milestone-slips.ts'
import {
  createMilestone,
  deleteMilestone,
  findMilestone,
  listMilestones,
  type StoredMilestone,
  updateMilestone,
} from '../../store/milestones.ts'
import { concludeAsOf } from '../../store/past-conclusions.ts'
import { listNodes } from '../../store/portfolio-nodes.ts'
import { readAsOf } from '../as-of.ts'
import { Forecast } from '../conclusion.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { ringAssessments } from '../doorbell.ts'
import { ApiError, notFound, requireFound } from '../errors.ts'
import { closed, Day, Id, IdParams, Instant, Name, Nothing, nullable, problems, word, wordOrNull } from '../field.ts'
import { listOf, pageQuery, readPage, writePage } from '../page.ts'
import { findOfKind } from '../tree-node.ts'

const ShownDay = nullable(Type.String({ description: 'YYYY-MM-DD' }))

const Milestone = Type.Object({
  id: Id,
  initiativeId: Id,
  name: Type.String(),
  source: word(MILESTONE_SOURCES),
  subjectId: nullable(Type.String({ description: 'The release or work item whose date it is.' })),
  connectionId: nullable(Type.String({ description: 'Null: the PMO entered it.' })),
  importance: word(['normal', 'high']),
  toleranceDays: Type.Integer(),
  baselineDay: ShownDay,
  currentDay: ShownDay,
  actualDay: ShownDay,
  status: wordOrNull(MILESTONE_STATUSES),
  movedByDays: nullable(Type.Integer({ description: 'Current against baseline.' })),
  silentSlipDays: nullable(Type.Integer({ description: 'How far the P80 forecast lies beyond a date nobody moved.' })),
  moves: Type.Integer({ description: 'How often the date was moved.' }),
  forecast: Type.Union([Forecast, Type.Null({ description: 'Not assessed yet.' })]),
  retiredAt: nullable(Type.String({ description: 'Its subject left the scope then.' })),
  createdAt: Type.String(),
})

const Slip = Type.Object({
  from: ShownDay,
  to: ShownDay,
  movedByDays: nullable(Type.Integer()),
  cumulativeDays: nullable(Type.Integer({ description: 'Against the baseline, after this move.' })),
  at: Type.String(),
  personId: nullable(Type.String()),
  personName: nullable(Type.String({ description: 'Null where the tracker does not say who.' })),
  connectionId: nullable(Type.String()),
  trackerName: nullable(Type.String({ description: 'Null: moved here, by the PMO.' })),
})

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
      const filter = {
        ...(query.initiative === undefined ? {} : { initiativeId: query.initiative }),
        // What left the scope since may have been in it then.
        ...(query.asOf !== undefined
          ? { retired: true }
          : query.retired === undefined
            ? {}
            : { retired: query.retired }),
      }
      const page = await listMilestones(db, filter, readPage(query, 'name'))
      const asOf = query.asOf === undefined ? undefined : readAsOf(query.asOf, now())
      return writePage({ ...page, items: await showAll(dependencies, page.items, asOf) })
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
      await assessAgain(dependencies, made)
      return reply.code(201).send(await show(dependencies, made))
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
      if (query.asOf === undefined) return show(dependencies, milestone)
      const [past] = await showAll(dependencies, [milestone], readAsOf(query.asOf, now()))
      if (past === undefined) throw new ApiError('not_found', 'There was no such milestone at that instant.')
      return past
    },
  )

  app.get(
    '/milestones/:id/slips',
    {
      schema: {
        summary: 'Every move of its date since the baseline: from, to, days, who, when, in which tracker',
        tags,
        params: IdParams,
        response: { 200: listOf(Slip), ...problems },
      },
    },
    async ({ params }) => {
      requireFound(await findMilestone(db, params.id), 'milestone')
      return { items: [...(await listSlips(db, params.id))], nextCursor: null }
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
      await assessAgain(dependencies, stored)
      return show(dependencies, stored)
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
      await assessAgain(dependencies, before)
      return reply.code(204).send(null)
    },
  )
}

async function assessAgain(dependencies: Dependencies, { initiativeId }: StoredMilestone): Promise<void> {
  await markDue(dependencies.db, [initiativeId])
  await ringAssessments(dependencies, [initiativeId])
}

/** With `asOf` only those there were then, as they were concluded to be. */
async function showAll({ db, now }: Dependencies, milestones: readonly StoredMilestone[], asOf?: string) {
  const ids = [...new Set(milestones.map(each => each.initiativeId))]
  const assessments =
    asOf === undefined
      ? await listAssessmentsAsOf(db, ids, now().toISOString())
      : await concludeAsOf(
          db,
          (await listNodes(db, 'initiative')).filter(({ id }) => ids.includes(id)),
          asOf,
        )
  const judged = new Map(
    [...assessments.values()].flatMap(({ assessment }) =>
      assessment.milestones.map(each => [each.milestoneId, each] as const),
    ),
  )
  const frozen = await listFrozenDays(
    db,
    milestones.map(({ id }) => id),
  )
  return milestones.flatMap(milestone => {
    const found = judged.get(milestone.id)
    const baselineDay = frozen.get(milestone.id) ?? milestone.baselineDay
    if (asOf === undefined) return [showOne({ ...milestone, baselineDay }, found)]
    return found === undefined ? [] : [showPast(milestone, found, asOf)]
  })
}

async function show(dependencies: Dependencies, milestone: StoredMilestone) {
  const [shown] = await showAll(dependencies, [milestone])
  return requireFound(shown ?? null, 'milestone')
}

/** As it was concluded to be; what has no history of its own (tolerance, importance) as it is. */
function showPast(stored: StoredMilestone, judged: MilestoneAssessment, asOf: string) {
  const { name, baselineDay, retiredAt } = { ...stored, ...judged }
  const past = { ...stored, name, baselineDay, manualDay: null, achievedDay: null }
  return showOne({ ...past, retiredAt: retiredAt !== null && retiredAt <= asOf ? retiredAt : null }, judged)
}

/** What the PMO set stands at once; what follows from it, with the next assessment. */
function showOne({ manualDay, achievedDay, ...stored }: StoredMilestone, judged: MilestoneAssessment | undefined) {
  return {
    ...stored,
    currentDay: manualDay ?? judged?.currentDay ?? null,
    actualDay: achievedDay ?? judged?.actualDay ?? null,
    status: judged?.status ?? null,
    movedByDays: judged?.movedByDays ?? null,
    silentSlipDays: judged?.silentSlipDays ?? null,
    moves: judged?.slips.length ?? 0,
    forecast: judged?.forecast ?? null,
  }
}
