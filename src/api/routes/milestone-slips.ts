import { Type } from 'typebox'
import { DOWNSTREAM_RELATIONS, findDownstream } from '../../portfolio/milestone/downstream.ts'
import { listLaterMilestones } from '../../store/milestone/later-milestones.ts'
import { listSlips } from '../../store/milestone/milestone-slips.ts'
import { findMilestone } from '../../store/milestone/milestones.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { requireFound } from '../errors.ts'
import { Id, IdParams, nullable, problems, word } from '../field.ts'
import { ShownDay } from '../milestone-answer.ts'
import { listOf } from '../page.ts'

const Effect = Type.Object({
  milestoneId: Id,
  name: Type.String(),
  initiativeId: Id,
  relation: Type.Unsafe<(typeof DOWNSTREAM_RELATIONS)[number]>({
    ...word(DOWNSTREAM_RELATIONS),
    description: 'Its work waits for work of this one (a blocking link), or it is later in the same scope.',
  }),
  moved: Type.Union([
    Type.Object({ from: Type.String(), to: Type.String(), movedByDays: Type.Integer(), at: Type.String() }),
    Type.Null({ description: 'Its date was not put off within the week.' }),
  ]),
  isBroken: Type.Boolean({ description: 'Its date now lies before that of this one, which it did not before.' }),
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
  downstream: Type.Array(Effect, {
    description: 'Milestones that come after it, and what this move did to them.',
  }),
})

const tags = ['milestones']

export function milestoneSlipRoutes(app: Api, { db, now }: Dependencies): void {
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
      const milestone = requireFound(await findMilestone(db, params.id), 'milestone')
      const [slips, later] = await Promise.all([
        listSlips(db, params.id),
        listLaterMilestones(db, milestone, now().toISOString()),
      ])
      const items = slips.map(slip => ({
        ...slip,
        downstream: [...findDownstream({ ...slip, byPersonId: slip.personId }, later)],
      }))
      return { items, nextCursor: null }
    },
  )
}
