import { Alert, Button, Group, NativeSelect, SegmentedControl } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useCallback, useMemo, useState } from 'react'
import type { Answer } from '../../api/operation.ts'
import { useAnswer, useWholeList } from '../../api/queries.ts'
import { type Dependency, DependencyLegend } from '../../marks/dependency-mark.tsx'
import { Answered, Loading } from '../../shell/answered.tsx'
import { Page } from '../../shell/page.tsx'
import { PastActions } from '../../shell/page-actions.tsx'
import { usePlace, usePortfolio, useSearchText, useSetSearch } from '../../shell/place.ts'
import { dayIn } from '../../shell/zone-day.ts'
import { withDays } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import { Legend } from './milestone-shape.tsx'
import { LINK_CHOICES } from './roadmap-links.ts'
import { RoadmapList } from './roadmap-list.tsx'
import classes from './roadmap-page.module.css'
import { arrangeRoadmap, daysOf, type Milestone } from './roadmap-rows.ts'
import { RoadmapTables } from './roadmap-table.tsx'
import { isZoom, makeScale, ZOOMS, type Zoom } from './time-scale.ts'
import { Timeline } from './timeline.tsx'

const text = words.roadmap

/** When everything of the portfolio is to be finished: as planned, as it stands, and as it is forecast. */
export function RoadmapPage() {
  const { portfolio, isKnown } = usePortfolio()
  const { asOf } = usePlace()
  const query = asOf === undefined ? {} : { asOf }
  const rollup = useAnswer(
    'GET /portfolios/{id}/rollup',
    portfolio === null ? null : { path: { id: portfolio.id }, query },
  )
  const milestones = useWholeList(
    'GET /milestones',
    portfolio === null ? null : { query: { ...query, portfolio: portfolio.id } },
  )
  const dependencies = useAnswer(
    'GET /portfolios/{id}/dependencies',
    portfolio === null ? null : { path: { id: portfolio.id }, query },
  )
  if (!isKnown) return <Loading height={600} />
  return (
    <Page title={text.title} actions={<PastActions />}>
      {portfolio === null ? (
        <Alert>{text.noInitiatives}</Alert>
      ) : (
        <Answered query={rollup} height={600}>
          {answer => (
            <Answered query={milestones} height={600}>
              {found => (
                <Roadmap
                  root={answer.root}
                  found={found}
                  dependencies={dependencies.data?.open ?? NONE}
                  noDependencies={dependencies.error?.message ?? withDays(dependencies.data?.explain.text ?? '')}
                  today={dayIn(asOf ?? Date.now(), portfolio.timeZone)}
                />
              )}
            </Answered>
          )}
        </Answered>
      )}
    </Page>
  )
}

const NONE: readonly Dependency[] = []

type Node = Answer<'GET /portfolios/{id}/rollup'>['root']

const listInitiatives = (node: Node): readonly Node[] =>
  node.kind === 'initiative' ? [node] : node.children.flatMap(listInitiatives)

/** From this many on, the milestones of an initiative are shown when it is opened. */
const MOST_OPEN = 120

interface RoadmapProperties {
  readonly root: Node
  readonly found: readonly Milestone[]
  readonly dependencies: readonly Dependency[]
  /** Why there are none, where there are none. */
  readonly noDependencies: string
  readonly today: string
}

function Roadmap({ root, found, dependencies, noDependencies, today }: RoadmapProperties) {
  const setSearch = useSetSearch()
  const isNarrow = useMediaQuery('(max-width: 700px)', undefined, { getInitialValueInEffect: false })
  const asTable = useSearchText('as', '') === 'table'
  const initiatives = useMemo(() => listInitiatives(root), [root])
  const milestones = useMemo(() => {
    const ids = new Set(initiatives.map(({ id }) => id))
    return found.filter(({ initiativeId, retiredAt }) => ids.has(initiativeId) && retiredAt === null)
  }, [initiatives, found])
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set())
  const shown = useSearchText('rows', milestones.length > MOST_OPEN ? 'initiatives' : 'milestones')
  const rows = useMemo(
    () => arrangeRoadmap(root, milestones, id => (shown === 'milestones') !== toggled.has(id)),
    [root, milestones, shown, toggled],
  )
  const scale = useMemo(() => makeScale([today, ...milestones.flatMap(daysOf)]), [milestones, today])
  const chosenLinks = useSearchText('links', 'trouble')
  const chosen = useSearchText('zoom', 'quarter')
  const zoom: Zoom = isZoom(chosen) ? chosen : 'quarter'
  const linkChoice = LINK_CHOICES.find(choice => choice === chosenLinks) ?? 'trouble'
  const [todayCalls, setTodayCalls] = useState(0)
  const toggle = useCallback(
    (id: string) =>
      setToggled(before => {
        const next = new Set(before)
        if (!next.delete(id)) next.add(id)
        return next
      }),
    [],
  )
  if (initiatives.length === 0) return <Alert>{text.noInitiatives}</Alert>
  if (milestones.every(milestone => daysOf(milestone).length === 0)) {
    return <Alert title={text.empty}>{text.emptyHint}</Alert>
  }
  const names = new Map(initiatives.map(({ id, name }) => [id, name]))
  return (
    <>
      <p className={classes.lead}>{text.lead(initiatives.length, milestones.length)}</p>
      <section className={`panel ${classes.panel}`} aria-label={text.title}>
        <Group justify="space-between" gap="sm" p="sm">
          <Group gap="lg">
            <Legend />
            {isNarrow || asTable || linkChoice === 'none' ? null : (
              <DependencyLegend
                statuses={linkChoice === 'all' ? ['violated', 'at_risk', 'unknown', 'holds'] : ['violated', 'at_risk']}
              />
            )}
          </Group>
          <Group gap="sm" className="no-print">
            {isNarrow || asTable ? null : (
              <>
                <SegmentedControl
                  size="xs"
                  aria-label={text.rows}
                  value={shown}
                  data={Object.entries(text.rowChoices).map(([value, label]) => ({ value, label }))}
                  onChange={value => {
                    setToggled(new Set())
                    setSearch({ rows: value })
                  }}
                />
                <SegmentedControl
                  size="xs"
                  aria-label={text.zoom}
                  value={zoom}
                  data={ZOOMS.map(value => ({ value, label: text.zooms[value] }))}
                  onChange={value => setSearch({ zoom: value })}
                />
                <NativeSelect
                  size="xs"
                  aria-label={text.links}
                  value={linkChoice}
                  data={LINK_CHOICES.map(value => ({ value, label: `${text.links}: ${text.linkChoices[value]}` }))}
                  onChange={event => setSearch({ links: event.currentTarget.value })}
                />
                <Button size="xs" variant="default" onClick={() => setTodayCalls(todayCalls + 1)}>
                  {text.toToday}
                </Button>
              </>
            )}
            <Button
              size="xs"
              variant="default"
              onClick={() => setSearch(asTable ? { as: undefined, status: undefined } : { as: 'table' })}
            >
              {asTable ? words.shell.asChart : words.shell.asTable}
            </Button>
          </Group>
        </Group>
        {asTable ? (
          <RoadmapTables milestones={milestones} names={names} dependencies={dependencies} />
        ) : isNarrow ? (
          <RoadmapList rows={rows} />
        ) : (
          <Timeline
            rows={rows}
            milestones={milestones}
            dependencies={dependencies}
            linkChoice={linkChoice}
            scale={scale}
            zoom={zoom}
            onZoom={value => setSearch({ zoom: value })}
            today={today}
            onToggle={toggle}
            todayCalls={todayCalls}
          />
        )}
      </section>
      <p className={`quiet ${classes.keys}`}>
        {dependencies.length === 0 ? noDependencies : text.linksNote(dependencies.length)}{' '}
        <span className="no-print">{text.keys}</span>
      </p>
    </>
  )
}
