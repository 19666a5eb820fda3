import { Group, NativeSelect } from '@mantine/core'
import { useCallback, useMemo } from 'react'
import type { Answer } from '../../api/operation.ts'
import { useAnswer } from '../../api/queries.ts'
import { Chart } from '../../charts/chart.tsx'
import type { ChartColours } from '../../charts/colours.ts'
import { CoverageMark } from '../../marks/coverage-mark.tsx'
import { ExplainMark } from '../../marks/explain-mark.tsx'
import { Answered } from '../../shell/answered.tsx'
import { Section } from '../../shell/page.tsx'
import { usePlace, useSearchText, useSetSearch } from '../../shell/place.ts'
import { formatDay, formatNumber, formatShare, withDays } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import type { Assessment, SectionProperties } from './assessment.ts'
import { drawBurnup } from './burnup-option.ts'
import { type Cone, isBeyond, LEVELS, type Level, listCones, listUnforeseeable } from './forecast-cone.ts'
import classes from './section.module.css'
import { useNow } from './use-now.ts'

const text = words.initiativeCharts.burnup
const UNITS = ['items', 'points', 'hours', 'days'] as const
type Unit = (typeof UNITS)[number]
type Burnup = Answer<'GET /initiatives/{id}/burnup'>

const isUnit = (value: string): value is Unit => (UNITS as readonly string[]).includes(value)

/** Scope and done over time, and where they lead: the cone of the forecast of one milestone. */
export function BurnupSection({ initiativeId, assessment, title }: SectionProperties) {
  const { asOf } = usePlace()
  const unit = useSearchText('unit', '')
  const step = useSearchText('step', 'week') === 'day' ? 'day' : 'week'
  const burnup = useAnswer('GET /initiatives/{id}/burnup', {
    path: { id: initiativeId },
    query: { step, ...(asOf === undefined ? {} : { asOf }), ...(isUnit(unit) ? { unit } : {}) },
  })
  return (
    <Section title={title} actions={<Choices unit={burnup.data?.unit ?? 'items'} step={step} />}>
      <Answered query={burnup} height={380}>
        {answer => <Burnup burnup={answer} milestones={assessment.milestones} />}
      </Answered>
    </Section>
  )
}

function Choices({ unit, step }: { readonly unit: Unit; readonly step: 'week' | 'day' }) {
  const setSearch = useSetSearch()
  return (
    <Group gap="sm" className="no-print">
      <NativeSelect
        size="xs"
        aria-label={text.unit}
        value={unit}
        data={UNITS.map(value => ({ value, label: words.meanings.unit[value] }))}
        onChange={event => setSearch({ unit: event.currentTarget.value })}
      />
      <NativeSelect
        size="xs"
        aria-label={text.step}
        value={step}
        data={Object.entries(text.steps).map(([value, label]) => ({ value, label: `${text.step} ${label}` }))}
        onChange={event => setSearch({ step: event.currentTarget.value === 'week' ? undefined : 'day' })}
      />
    </Group>
  )
}

interface BurnupProperties {
  readonly burnup: Burnup
  readonly milestones: Assessment['milestones']
}

function Burnup({ burnup, milestones }: BurnupProperties) {
  const cones = useMemo(() => listCones(milestones), [milestones])
  const chosen = useSearchText('cone', '')
  const cone = cones.find(({ milestoneId }) => milestoneId === chosen) ?? cones[0] ?? null
  const { points, unit, withoutEstimate, explain, coverage } = burnup
  const last = points.at(-1)
  const now = useNow()
  const option = useCallback((colours: ChartColours) => drawBurnup(colours, points, cone, now), [points, cone, now])
  if (last === undefined) return <p className="quiet">{text.empty}</p>
  const says = text.label(formatNumber(last.done), formatNumber(last.scope), words.meanings.unit[unit])
  const leads =
    cone === null ? '' : ` ${text.labelForecast(cone.name, formatDay(cone.days.p50), formatDay(cone.days.p80))}`
  return (
    <>
      <Chart label={`${says}${leads}`} option={option} table={tabulate(burnup, cone)} height={360} />
      <Forecast cones={cones} cone={cone} milestones={milestones} />
      <p className={classes.note}>
        {withDays(explain.text)} {withoutEstimate > 0 ? text.withoutEstimate(withoutEstimate) : null}
        <ExplainMark explain={explain} />
      </p>
      {coverage === null ? null : <CoverageMark coverage={coverage} name={words.initiative.sections.burnup} />}
    </>
  )
}

interface ForecastProperties extends Pick<BurnupProperties, 'milestones'> {
  readonly cones: readonly Cone[]
  readonly cone: Cone | null
}

/** The days of the cone, and of which milestone it is. */
function Forecast({ cones, cone, milestones }: ForecastProperties) {
  const setSearch = useSetSearch()
  const unforeseeable = listUnforeseeable(milestones)
  return (
    <>
      {cone === null ? (
        <p className="quiet">{text.noMilestone}</p>
      ) : (
        <Group gap="lg" align="flex-end">
          <NativeSelect
            size="xs"
            label={text.milestone}
            value={cone.milestoneId}
            data={cones.map(({ milestoneId, name }) => ({ value: milestoneId, label: name }))}
            onChange={event => setSearch({ cone: event.currentTarget.value })}
          />
          <dl className={classes.facts}>
            {LEVELS.map(level => (
              <div key={level}>
                <dt title={text.levelHint[level]}>{text.level[level]}</dt>
                <dd title={isBeyond(cone, level) ? text.horizon : undefined}>{tellDay(cone, level)}</dd>
              </div>
            ))}
          </dl>
          <p className={classes.note}>{text.coneNote}</p>
        </Group>
      )}
      {unforeseeable.map(({ milestoneId, name, reason }) => (
        <p key={milestoneId} className={classes.note}>
          {text.noForecast(name, reason)}
        </p>
      ))}
    </>
  )
}

const tellDay = (cone: Cone, level: Level): string =>
  isBeyond(cone, level) ? text.notBefore(formatDay(cone.days[level])) : formatDay(cone.days[level])

function tabulate({ points }: Burnup, cone: Cone | null) {
  const { at, scope, done, share } = text.columns
  const past = points.map(point => [
    formatDay(point.at.slice(0, 10)),
    formatNumber(point.scope),
    formatNumber(point.done),
    point.scope === 0 ? null : formatShare(point.done / point.scope),
  ])
  const ahead =
    cone === null
      ? []
      : LEVELS.map(level => [tellDay(cone, level), text.coneRow(cone.name, text.level[level]), null, null])
  return { columns: [at, scope, done, share], rows: [...past, ...ahead] }
}
