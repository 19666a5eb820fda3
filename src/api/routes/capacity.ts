import { type Static, Type } from 'typebox'
import { addDays, type Day as CalendarDay, dayOf, daysBetween } from '../../portfolio/calendar.ts'
import {
  type CapacityCoverage,
  type CapacityPlan,
  coverCapacity,
  EMPLOYMENTS,
  type PersonCapacity,
  planCapacity,
} from '../../portfolio/capacity/capacity.ts'
import { type PersonShares, sharesByPerson } from '../../portfolio/capacity/shares.ts'
import { createSupply } from '../../portfolio/capacity/supply.ts'
import { listWeeks, weekOf } from '../../portfolio/capacity/week.ts'
import { type CapacitySubject, listCapacityPeople, loadLoads, loadSupply } from '../../store/capacity/capacity-facts.ts'
import { listNames } from '../../store/portfolio/list-names.ts'
import { cutList } from '../cut-list.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { ApiError, requireFound } from '../errors.ts'
import { type Explain, ExplainSchema } from '../explain.ts'
import { closed, Day, Id, IdParams, nullable, problems, wordOrNull } from '../field.ts'
import { pageQuery, readPage, writePage } from '../page.ts'
import { findOfKind } from '../tree-node.ts'

const MOST_WEEKS = 53
const DEFAULT_WEEKS = 8
/** Of each person in a list: somebody may work on hundreds. */
const MOST_INITIATIVES = 5

const hours = (description: string) => nullable(Type.Number({ description }))

const Sum = {
  capacityHours: Type.Number(),
  loggedHours: Type.Number(),
  demandHours: Type.Number(),
  people: Type.Integer(),
  peopleWithoutCapacity: Type.Integer({
    description: 'Their load is in the sums; nothing is known to stand against it.',
  }),
}

const Name = nullable(Type.String({ description: 'Null: it is gone.' }))

const Person = Type.Object({
  id: Id,
  name: Type.String(),
  employment: wordOrNull(EMPLOYMENTS),
  teamIds: Type.Array(Id),
  weeks: Type.Array(
    Type.Object({
      week: Type.String({ description: 'Its Monday.' }),
      capacityHours: hours('Null: nobody planned or entered any.'),
      capacitySource: wordOrNull(['entered', 'tracker']),
      loggedHours: Type.Number(),
      demandHours: Type.Number({
        description: 'What open work still asks, spread over the days until its planned finish.',
      }),
      unestimatedItems: Type.Integer({ description: 'Open items that end in this week and say no hours.' }),
      utilisation: hours('Hours logged and asked of the hours there are, 1 is all of them; null without capacity.'),
      isOverAllocated: nullable(Type.Boolean({ description: 'Null: there is no capacity to compare with.' })),
    }),
  ),
  byTracker: Type.Array(Type.Object({ connectionId: Id, name: Name, hours: Type.Number() })),
  byInitiative: Type.Array(
    Type.Object({
      initiativeId: nullable(Type.String({ description: 'Null: in none.' })),
      name: Name,
      hours: Type.Number(),
    }),
    {
      description: `The ${MOST_INITIATIVES} with most of their hours, and the one asked about; all where one person is asked about.`,
    },
  ),
  otherInitiatives: Type.Object(
    { count: Type.Integer(), hours: Type.Number() },
    { description: 'Those that are not in `byInitiative`, together.' },
  ),
})

const Plan = Type.Object({
  weeks: Type.Array(Type.String()),
  items: Type.Array(Person),
  nextCursor: nullable(Type.String()),
  teams: Type.Array(
    Type.Object({
      teamId: Id,
      name: Name,
      weeks: Type.Array(
        Type.Object({
          week: Type.String(),
          capacityHours: hours('Null: nobody planned or entered any.'),
          loadHours: Type.Number(),
        }),
      ),
    }),
  ),
  total: Type.Object(Sum),
  initiativeHours: hours('Of the load in `total` what the initiative asked about has; null where none is.'),
  byEmployment: Type.Array(Type.Object({ employment: wordOrNull(EMPLOYMENTS), ...Sum })),
  coverage: Type.Object(
    {
      unassignedHours: Type.Number({ description: 'Asked by open work that is assigned to nobody.' }),
      unattributedHours: Type.Number({ description: 'Worked by somebody whom the tracker does not name.' }),
      undatedHours: Type.Number({ description: 'Asked of somebody, by work that nothing gives a finish: in no week.' }),
      unestimatedItems: Type.Integer(),
    },
    { description: 'Of the initiative or person asked about; of everything where none is.' },
  ),
  explain: ExplainSchema,
})

const rangeQuery = {
  from: Type.Optional(Day),
  to: Type.Optional(Day),
  team: Type.Optional(Id),
  overAllocated: Type.Optional(Type.Boolean({ description: 'Only people who are over-allocated in a week.' })),
  ...pageQuery,
}
const RangeQuery = Type.Object(rangeQuery, closed)

/** Capacity against demand over all trackers. */
export function capacityRoutes(app: Api, dependencies: Dependencies): void {
  const summary = 'Hours that people have against hours worked and asked of them, by week, over all trackers'
  const description =
    'Capacity is what teams plan in their tracker (hours per day, days off) or what the PMO entered (`/availabilities`); ' +
    'demand is the remaining hours of open items. `from` and `to` are widened to whole weeks; this week and the seven ' +
    `after it unless told, at most ${MOST_WEEKS} weeks at once.`

  app.get(
    '/capacity',
    {
      schema: {
        summary,
        description,
        tags: ['capacity'],
        querystring: Type.Object({ ...rangeQuery, person: Type.Optional(Id) }, closed),
        response: { 200: Plan, ...problems },
      },
    },
    async ({ query }) => await answer(dependencies, query, { personId: query.person }),
  )

  app.get(
    '/initiatives/:id/capacity',
    {
      schema: {
        summary: 'The same for the people who work on an initiative; their load is all they have, by initiative',
        description,
        tags: ['capacity'],
        params: IdParams,
        querystring: RangeQuery,
        response: { 200: Plan, ...problems },
      },
    },
    async ({ params, query }) => {
      requireFound(await findOfKind(dependencies, 'initiative', params.id), 'initiative')
      return await answer(dependencies, query, { initiativeId: params.id })
    },
  )
}

async function answer(
  { db, now }: Pick<Dependencies, 'db' | 'now'>,
  query: Static<typeof RangeQuery>,
  subject: CapacitySubject,
) {
  const { personId, initiativeId = null } = subject
  const range = readRange(query, dayOf(now().toISOString()))
  const [supply, { loads, shares, covered }] = await Promise.all([loadSupply(db, range), loadLoads(db, range, subject)])
  const facts = initiativeId === null ? [...supply.planned, ...supply.availabilities, ...loads] : loads
  const ids = new Set(facts.map(each => each.personId).filter(id => personId === undefined || id === personId))
  const people = await listCapacityPeople(db, [...ids], range.lastDay)
  const weeks = listWeeks(range.firstDay, range.lastDay)
  const supplyOf = createSupply(supply)
  const all = planCapacity(people, loads, weeks, supplyOf)
  const wanted = all.people.filter(
    each =>
      (query.team === undefined || each.teamIds.includes(query.team)) &&
      (query.overAllocated !== true || each.weeks.some(week => week.isOverAllocated === true)),
  )
  const plan = wanted.length === all.people.length ? all : planCapacity(wanted, loads, weeks, supplyOf)
  const { items, nextCursor } = writePage(cutList(plan.people, readPage(query, 'name'), ({ name, id }) => [name, id]))
  const most = personId === undefined ? MOST_INITIATIVES : Number.POSITIVE_INFINITY
  const sharesOf = sharesByPerson(shares, { most, initiativeId })
  const shown = items.map(person => ({ ...person, ...sharesOf(person.id) }))
  const nameOf = await listNames(db, [
    ...plan.teams.map(({ teamId }) => teamId),
    ...shown.flatMap(({ byTracker }) => byTracker.map(({ connectionId }) => connectionId)),
    ...shown.flatMap(({ byInitiative }) => byInitiative.map(each => each.initiativeId)),
  ])
  const coverage = coverCapacity(covered)
  const chosen = new Set(wanted.map(({ id }) => id))
  const here = shares.filter(
    ({ part, id, personId }) => part === 'initiative' && id === initiativeId && chosen.has(personId),
  )
  return {
    ...copy(plan, nameOf),
    items: shown.map(person => copyPerson(person, nameOf)),
    nextCursor,
    initiativeHours: initiativeId === null ? null : here.reduce((sum, { hours }) => sum + hours, 0),
    coverage,
    explain: explainPlan(plan, coverage),
  }
}

function readRange({ from, to }: Static<typeof RangeQuery>, today: CalendarDay) {
  const firstDay = weekOf(from ?? today)
  const lastDay = addDays(weekOf(to ?? addDays(firstDay, 7 * (DEFAULT_WEEKS - 1))), 6)
  const weeks = (daysBetween(firstDay, lastDay) + 1) / 7
  if (weeks >= 1 && weeks <= MOST_WEEKS) return { firstDay, lastDay }
  const expected = weeks < 1 ? 'must not be before query.from' : `must be within ${MOST_WEEKS} weeks of query.from`
  throw new ApiError('invalid_request', `query.to ${expected}.`, [{ field: 'query.to', expected }])
}

function explainPlan({ total }: CapacityPlan, coverage: CapacityCoverage): Explain {
  const known = total.people - total.peopleWithoutCapacity
  return {
    rule: 'F7',
    text:
      `${round(total.demandHours)} h asked and ${round(total.loggedHours)} h worked by ${total.people} people, of ` +
      `${round(total.capacityHours)} h that ${known} of them have: hours per day times working days minus days off. Beside ` +
      `it ${round(coverage.unassignedHours)} h are asked of nobody, ${round(coverage.undatedHours)} h at no known time, and ` +
      `${coverage.unestimatedItems} open items say no hours.`,
    items: '/api/v1/capacities',
  }
}

const round = (hours: number): number => Math.round(hours * 10) / 10

type NameOf = (id: string | null) => string | null

/** The schema's lists may be changed, those of the plan may not. */
const copy = ({ weeks, teams, total, byEmployment }: CapacityPlan, nameOf: NameOf) => ({
  weeks: [...weeks],
  teams: teams.map(team => ({ ...team, name: nameOf(team.teamId), weeks: [...team.weeks] })),
  total,
  byEmployment: [...byEmployment],
})
const copyPerson = (person: PersonCapacity & PersonShares, nameOf: NameOf) => ({
  ...person,
  teamIds: [...person.teamIds],
  weeks: [...person.weeks],
  byTracker: person.byTracker.map(each => ({ ...each, name: nameOf(each.connectionId) })),
  byInitiative: person.byInitiative.map(each => ({ ...each, name: nameOf(each.initiativeId) })),
})
