import { Button, Text } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useAnswer } from '../../api/queries.ts'
import { ExplainMark } from '../../marks/explain-mark.tsx'
import { Facts } from '../../marks/facts.tsx'
import { Answered } from '../../shell/answered.tsx'
import { TodayOnly } from '../../shell/as-of.tsx'
import { Page, Section } from '../../shell/page.tsx'
import { PrintButton } from '../../shell/page-actions.tsx'
import { useSetSearch } from '../../shell/place.ts'
import { formatCount, formatShare } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import { CellDetail } from './cell-detail.tsx'
import { foldWeeks, listColumns, type Plan, peakOf } from './cells.ts'
import { CapacityFilters } from './filters.tsx'
import { HeatMap } from './heat-map.tsx'
import { TeamMap } from './team-map.tsx'
import { type CapacityView, rangeOf, useCapacityView } from './view.ts'

const text = words.capacity
/** As many as the service gives at once. */
const MOST_PEOPLE = 1000
const DRAWN_AT_ONCE = 100

/** Who has too much, who has time, and of whom nobody knows. */
export function CapacityPage() {
  const view = useCapacityView()
  const query = useAnswer('GET /capacity', {
    query: {
      ...rangeOf(view),
      limit: MOST_PEOPLE,
      ...(view.team === '' ? {} : { team: view.team }),
      ...(view.isOverOnly ? { overAllocated: true } : {}),
    },
  })
  return (
    <Page title={words.shell.pages.capacity} lead={text.lead} actions={<PrintButton />}>
      <TodayOnly />
      <Answered query={query} height={640}>
        {plan => <Shown plan={plan} view={view} />}
      </Answered>
      <CellDetail />
    </Page>
  )
}

function Shown({ plan, view }: { readonly plan: Plan; readonly view: CapacityView }) {
  const setSearch = useSetSearch()
  const [drawn, setDrawn] = useState(DRAWN_AT_ONCE)
  const columns = useMemo(() => listColumns(plan.weeks, view.period), [plan.weeks, view.period])
  const people = useMemo(
    () => (view.isByLoad ? plan.items.toSorted((a, b) => (peakOf(b) ?? -1) - (peakOf(a) ?? -1)) : plan.items),
    [plan.items, view.isByLoad],
  )
  const isFiltered = view.team !== '' || view.isOverOnly
  return (
    <>
      <Sums plan={plan} />
      <Section title={text.grid} actions={<ExplainMark explain={plan.explain} />}>
        <CapacityFilters view={view} />
        {people.length === 0 ? (
          <Text className="quiet">{isFiltered ? text.noneFits : text.none}</Text>
        ) : (
          <HeatMap
            people={people.slice(0, drawn)}
            columns={columns}
            period={view.period}
            onOpen={(person, { first, last }) =>
              setSearch({ person: person.id, week: first, until: last === first ? undefined : last })
            }
          />
        )}
        {people.length > drawn ? (
          <Button mt="sm" variant="default" onClick={() => setDrawn(drawn + DRAWN_AT_ONCE)}>
            {text.more(drawn, people.length)}
          </Button>
        ) : null}
        {plan.nextCursor === null ? null : <Text className="quiet">{text.cut}</Text>}
      </Section>
      <TeamMap teams={plan.teams} columns={columns} period={view.period} />
    </>
  )
}

function Sums({ plan: { items, total, coverage } }: { readonly plan: Plan }) {
  const load = total.loggedHours + total.demandHours
  const known = foldWeeks(items.flatMap(({ weeks }) => weeks))
  const over = items.filter(({ weeks }) => weeks.some(({ isOverAllocated }) => isOverAllocated === true)).length
  return (
    <Facts
      label={text.facts.label}
      facts={[
        {
          title: text.facts.people,
          value: formatCount(total.people),
          ...(total.peopleWithoutCapacity === 0
            ? {}
            : { detail: text.facts.withoutHours(total.peopleWithoutCapacity) }),
        },
        { title: text.facts.over, value: formatCount(over), detail: text.facts.overDetail },
        { title: text.facts.have, value: text.hours(formatCount(total.capacityHours)) },
        {
          title: text.facts.used,
          value: text.hours(formatCount(load)),
          detail: text.facts.usedDetail(formatCount(total.loggedHours), formatCount(total.demandHours)),
        },
        {
          title: text.facts.utilisation,
          value: known.utilisation === null ? words.shell.unknown : formatShare(known.utilisation),
          ...(known.unknownWeeks === 0 ? {} : { detail: text.facts.utilisationDetail }),
        },
        {
          title: text.facts.unassigned,
          value: text.hours(formatCount(coverage.unassignedHours)),
          detail: text.facts.unassignedDetail,
        },
        {
          title: text.facts.unestimated,
          value: formatCount(coverage.unestimatedItems),
          detail: text.facts.unestimatedDetail,
        },
      ]}
    />
  )
}
