import { Group, NativeSelect, Text } from '@mantine/core'
import { useMemo } from 'react'
import { useAnswer } from '../../api/queries.ts'
import { Chart } from '../../charts/chart.tsx'
import { Answered } from '../../shell/answered.tsx'
import { Section } from '../../shell/page.tsx'
import { usePlace, useSearchText, useSetSearch } from '../../shell/place.ts'
import { formatCount } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import type { SectionProperties } from './assessment.ts'
import { byDay, useMilestones } from './milestone.ts'
import { drawTrend, listTrendLines, MOST_LINES, type TrendLine, tabulateTrends } from './milestone-trend.ts'

const text = words.initiative.trend

const USUAL_MONTHS = '6'
const DAY_MS = 86_400_000
const MONTH_DAYS = 30.44
/** From here on a point a month is enough. */
const LONG_MONTHS = 24
const HEIGHT = 420
/** The chart with the button above it: kept free until it is there, so that nothing below is moved. */
const ROOM = HEIGHT + 24

/** The milestone trend analysis: at each report date, which day each milestone was planned for. */
export function TrendSection({ initiativeId, title }: SectionProperties) {
  const months = useSearchText('months', USUAL_MONTHS)
  const from = useSearchText('lines', '')
  const setSearch = useSetSearch()
  const milestones = useMilestones(initiativeId)
  const trends = useAnswer('GET /initiatives/{id}/milestone-trend', {
    path: { id: initiativeId },
    query: useRange(Number(months) || Number(USUAL_MONTHS)),
  })
  const lines = useMemo(
    () =>
      milestones.data === undefined || trends.data === undefined
        ? undefined
        : listTrendLines(
            milestones.data.filter(({ retiredAt }) => retiredAt === null),
            trends.data,
          ),
    [milestones.data, trends.data],
  )
  const first = Number(from) < (lines?.length ?? 0) ? Number(from) || 0 : 0
  return (
    <Section
      title={title}
      actions={
        <Group gap="sm" className="no-print">
          {lines === undefined || lines.length <= MOST_LINES ? null : (
            <NativeSelect
              size="xs"
              aria-label={text.lines}
              value={String(first)}
              data={listChoices(lines.length)}
              onChange={({ currentTarget: { value } }) => setSearch({ lines: value === '0' ? undefined : value })}
            />
          )}
          <NativeSelect
            size="xs"
            aria-label={text.span}
            value={months}
            data={Object.entries(text.spans).map(([value, label]) => ({ value, label }))}
            onChange={({ currentTarget: { value } }) =>
              setSearch({ months: value === USUAL_MONTHS ? undefined : value })
            }
          />
        </Group>
      }
    >
      <Text size="sm" className="quiet">
        {text.lead}
      </Text>
      <Answered query={milestones} height={ROOM}>
        {() => (
          <Answered query={{ ...trends, data: lines }} height={ROOM}>
            {all => <TrendChart lines={all} first={first} />}
          </Answered>
        )}
      </Answered>
    </Section>
  )
}

/** The report dates that are asked for: up to the instant that the page shows. */
function useRange(months: number) {
  const { asOf } = usePlace()
  return useMemo(() => {
    const to = asOf ?? new Date().toISOString()
    const from = new Date(Date.parse(to) - months * MONTH_DAYS * DAY_MS).toISOString()
    return { from, ...(asOf === undefined ? {} : { to }), step: months >= LONG_MONTHS ? 'month' : 'week' } as const
  }, [asOf, months])
}

/** So many lines at a time, those furthest behind first. */
const listChoices = (count: number) =>
  Array.from({ length: Math.ceil(count / MOST_LINES) }, (_, page) => {
    const first = page * MOST_LINES
    const last = Math.min(first + MOST_LINES, count)
    const range = [formatCount(first + 1), formatCount(last), formatCount(count)] as const
    return { value: String(first), label: first === 0 ? text.furthest(...range) : text.range(...range) }
  })

interface ChartProperties {
  readonly lines: readonly TrendLine[]
  /** Of those that are drawn. */
  readonly first: number
}

function TrendChart({ lines, first }: ChartProperties) {
  const drawn = useMemo(
    () => lines.slice(first, first + MOST_LINES).toSorted((a, b) => byDay(a.milestone, b.milestone)),
    [lines, first],
  )
  const option = useMemo(() => drawTrend(drawn), [drawn])
  const table = useMemo(() => tabulateTrends(lines), [lines])
  if (lines.length === 0) return <p className="quiet">{words.initiative.milestones.none}</p>
  return (
    <Chart
      label={text.label(formatCount(drawn.length), formatCount(lines.length))}
      height={HEIGHT}
      option={option}
      table={table}
    />
  )
}
