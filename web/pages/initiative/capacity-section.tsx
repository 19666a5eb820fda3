import { Button } from '@mantine/core'
import { useMemo, useState } from 'react'
import type { Answer } from '../../api/operation.ts'
import { useAnswer } from '../../api/queries.ts'
import { ExplainMark } from '../../marks/explain-mark.tsx'
import { Fact } from '../../marks/fact.tsx'
import { TrackerMark } from '../../marks/tracker-mark.tsx'
import { useTrackers } from '../../marks/tracker-names.tsx'
import { Answered } from '../../shell/answered.tsx'
import { TodayOnly } from '../../shell/as-of.tsx'
import { Section } from '../../shell/page.tsx'
import { useSetSearch } from '../../shell/place.ts'
import { type Column, DataTable } from '../../table/data-table.tsx'
import { formatCount, formatNumber, withDays } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import { CellDetail } from '../capacity/cell-detail.tsx'
import { listColumns } from '../capacity/cells.ts'
import { HeatMap } from '../capacity/heat-map.tsx'
import type { SectionProperties } from './assessment.ts'
import classes from './section.module.css'

const text = words.initiativeCharts.capacity
type Plan = Answer<'GET /initiatives/{id}/capacity'>
type Person = Plan['items'][number]

/** As many as the service gives at once. */
const MOST_PEOPLE = 1000
const SHOWN_AT_ONCE = 100

/** Who works on it in the coming weeks, and how much of their time there is over all they do. */
export function CapacitySection({ initiativeId, title }: SectionProperties) {
  const [limit, setLimit] = useState(SHOWN_AT_ONCE)
  const query = useAnswer('GET /initiatives/{id}/capacity', { path: { id: initiativeId }, query: { limit } })
  return (
    <Section title={title}>
      <TodayOnly />
      <Answered query={query} height={320}>
        {plan =>
          plan.items.length === 0 ? (
            <p className="quiet">
              {text.nobody}
              <ExplainMark explain={plan.explain} />
            </p>
          ) : (
            <People
              plan={plan}
              initiativeId={initiativeId}
              onMore={limit < MOST_PEOPLE ? () => setLimit(limit + SHOWN_AT_ONCE) : null}
            />
          )
        }
      </Answered>
      <CellDetail />
    </Section>
  )
}

interface PeopleProperties {
  readonly plan: Plan
  readonly initiativeId: string
  /** Null: there are as many as can be shown. */
  readonly onMore: (() => void) | null
}

function People({ plan, initiativeId, onMore }: PeopleProperties) {
  const setSearch = useSetSearch()
  const columns = useMemo(() => listColumns(plan.weeks, 'week'), [plan.weeks])
  return (
    <>
      <Sums plan={plan} />
      <HeatMap
        people={plan.items}
        columns={columns}
        period="week"
        onOpen={(person, { first }) => setSearch({ person: person.id, week: first, until: undefined })}
      />
      {plan.nextCursor === null ? null : onMore === null ? (
        <p className={classes.note}>{text.cut(plan.items.length)}</p>
      ) : (
        <Button mt="sm" variant="default" onClick={onMore}>
          {words.capacity.more(plan.items.length, plan.total.people)}
        </Button>
      )}
      <h3 className={classes.heading}>{text.where}</h3>
      <Shares people={plan.items} initiativeId={initiativeId} />
      <p className={classes.note}>
        {withDays(plan.explain.text)}
        <ExplainMark explain={plan.explain} />
      </p>
    </>
  )
}

function Sums({ plan: { total, coverage, initiativeHours } }: Pick<PeopleProperties, 'plan'>) {
  const facts = words.capacity.facts
  const hours = (value: number) => words.capacity.hours(formatCount(value))
  const shown: readonly (readonly [string, string])[] = [
    [facts.people, formatCount(total.people)],
    ...(total.peopleWithoutCapacity === 0
      ? []
      : [[text.unknownHours, formatCount(total.peopleWithoutCapacity)] as const]),
    [facts.have, hours(total.capacityHours)],
    [text.everywhere, hours(total.loggedHours + total.demandHours)],
    [text.ofIt, hours(initiativeHours ?? 0)],
    [facts.unassigned, hours(coverage.unassignedHours)],
    [facts.unestimated, formatCount(coverage.unestimatedItems)],
  ]
  return (
    <dl className={classes.facts}>
      {shown.map(([title, value]) => (
        <Fact key={title} name={title}>
          {value}
        </Fact>
      ))}
    </dl>
  )
}

const hoursOf = ({ byInitiative }: Person, isWanted: (id: string | null) => boolean): number =>
  byInitiative.filter(part => isWanted(part.initiativeId)).reduce((sum, { hours }) => sum + hours, 0)

/** Of the hours of each person, those that this initiative has. */
function Shares({ people, initiativeId }: { readonly people: readonly Person[]; readonly initiativeId: string }) {
  const trackers = useTrackers()
  const here = (person: Person) => hoursOf(person, id => id === initiativeId)
  const elsewhere = (person: Person) => hoursOf(person, id => id !== initiativeId) + person.otherInitiatives.hours
  const columns: readonly Column<Person>[] = [
    {
      id: 'person',
      title: words.capacity.person,
      cell: ({ name }) => name,
      sortBy: ({ name }) => name,
      isRowHeader: true,
    },
    {
      id: 'here',
      title: text.here,
      align: 'right',
      cell: person => words.capacity.hours(formatNumber(here(person))),
      sortBy: here,
    },
    {
      id: 'elsewhere',
      title: text.elsewhere,
      align: 'right',
      cell: person => words.capacity.hours(formatNumber(elsewhere(person))),
      sortBy: elsewhere,
    },
    {
      id: 'trackers',
      title: text.trackers,
      cell: ({ byTracker }) => (
        <span className={classes.trackers}>
          {byTracker.map(({ connectionId, hours }) => {
            const tracker = trackers.get(connectionId)
            return (
              <span key={connectionId} className={classes.tracker}>
                {tracker === undefined ? null : <TrackerMark kind={tracker.kind} name={tracker.name} />}
                {words.capacity.hours(formatNumber(hours))}
              </span>
            )
          })}
        </span>
      ),
    },
  ]
  return <DataTable label={text.where} columns={columns} rows={people} rowKey={({ id }) => id} empty={text.nobody} />
}
