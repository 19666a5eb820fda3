import { NativeSelect, Text } from '@mantine/core'
import { useMemo } from 'react'
import { useAnswers } from '../../api/queries.ts'
import { Chart } from '../../charts/chart.tsx'
import { Answered } from '../../shell/answered.tsx'
import { Section } from '../../shell/page.tsx'
import { usePlace, useSearchText, useSetSearch } from '../../shell/place.ts'
import { formatCount } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import type { SectionProperties } from './assessment.ts'
import { byDay, type Milestone, useMilestones } from './milestone.ts'
import { drawTrend, listTrendRows, type MilestoneTrend } from './milestone-trend.ts'

const text = words.initiative.trend

const USUAL_MONTHS = '6'
const DAY_MS = 86_400_000
const MONTH_DAYS = 30.44
/** From here on a point a month is enough. */
const LONG_MONTHS = 24
const HEIGHT = 420

/** The milestone trend analysis: at each report date, which day each milestone was planned for. */
export function TrendSection({ initiativeId, title }: SectionProperties) {
  const months = useSearchText('months', USUAL_MONTHS)
  const setSearch = useSetSearch()
  const query = useMilestones(initiativeId)
  const choice = (
    <NativeSelect
      size="xs"
      aria-label={text.span}
      value={months}
      data={Object.entries(text.spans).map(([value, label]) => ({ value, label }))}
      onChange={({ currentTarget: { value } }) => setSearch({ months: value === USUAL_MONTHS ? undefined : value })}
      className="no-print"
    />
  )
  return (
    <Section title={title} actions={choice}>
      <Answered query={query} height={HEIGHT}>
        {milestones => <Trends milestones={milestones} months={Number(months) || Number(USUAL_MONTHS)} />}
      </Answered>
    </Section>
  )
}

function Trends({ milestones, months }: { readonly milestones: readonly Milestone[]; readonly months: number }) {
  const { asOf } = usePlace()
  const shown = useMemo(() => milestones.filter(({ retiredAt }) => retiredAt === null).toSorted(byDay), [milestones])
  const range = useMemo(() => {
    const to = asOf ?? new Date().toISOString()
    const from = new Date(Date.parse(to) - months * MONTH_DAYS * DAY_MS).toISOString()
    return { from, ...(asOf === undefined ? {} : { to }), step: months >= LONG_MONTHS ? 'month' : 'week' } as const
  }, [asOf, months])
  const query = useAnswers(
    'GET /milestones/{id}/trend',
    shown.map(({ id }) => ({ path: { id }, query: range })),
  )
  if (shown.length === 0) return <p className="quiet">{words.initiative.milestones.none}</p>
  return (
    <Answered query={query} height={HEIGHT}>
      {answers => <TrendChart milestones={shown} answers={answers} />}
    </Answered>
  )
}

interface ChartProperties {
  readonly milestones: readonly Milestone[]
  readonly answers: readonly MilestoneTrend[]
}

function TrendChart({ milestones, answers }: ChartProperties) {
  const drawn = useMemo(
    () =>
      answers.flatMap(trend => {
        const milestone = milestones.find(({ id }) => id === trend.milestoneId)
        return milestone === undefined ? [] : [{ milestone, trend }]
      }),
    [milestones, answers],
  )
  const option = useMemo(() => drawTrend(drawn), [drawn])
  return (
    <>
      <Text size="sm" className="quiet">
        {text.lead}
      </Text>
      <Chart
        label={text.label(formatCount(drawn.length))}
        height={HEIGHT}
        option={option}
        table={{
          columns: [text.reportDate, ...drawn.map(({ milestone }) => milestone.name)],
          rows: listTrendRows(drawn),
        }}
      />
    </>
  )
}
