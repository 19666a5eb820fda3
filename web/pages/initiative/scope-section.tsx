import type { Answer } from '../../api/operation.ts'
import { ProgressMark } from '../../marks/progress-mark.tsx'
import { TrackerMark } from '../../marks/tracker-mark.tsx'
import { useTrackers } from '../../marks/tracker-names.tsx'
import { Section } from '../../shell/page.tsx'
import { type Column, DataTable } from '../../table/data-table.tsx'
import { formatNumber, formatShare } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import type { Assessment, SectionProperties } from './assessment.ts'
import { ScopeGrowth } from './scope-growth.tsx'
import classes from './scope-section.module.css'

const text = words.initiative.scope

type Part = Assessment['byTracker'][number]
type Measure = Part['progress']['count']

const measured = (part: Part, measure: keyof Part['progress']): string => {
  const { total, fraction, unit, done }: Measure = part.progress[measure]
  if (fraction === null) return words.shell.unknown
  if (unit === null || unit === 'share') return formatShare(fraction)
  return `${formatNumber(done)} / ${formatNumber(total)} ${words.meanings.unit[unit]}`
}

const COLUMNS: readonly Column<Part>[] = [
  {
    id: 'tracker',
    title: text.columns.tracker,
    isRowHeader: true,
    cell: ({ connectionId }) => <Tracker connectionId={connectionId} />,
  },
  { id: 'items', title: text.columns.items, cell: part => measured(part, 'count') },
  { id: 'size', title: text.columns.size, cell: part => measured(part, 'size') },
  { id: 'effort', title: text.columns.effort, cell: part => measured(part, 'effort') },
  {
    id: 'progress',
    title: text.columns.progress,
    cell: part => <PartProgress part={part} />,
  },
  {
    id: 'share',
    title: text.columns.share,
    cell: ({ share, shareBasis }) => (
      <span title={text.weighed(words.meanings.weighedBy[shareBasis])}>{formatShare(share)}</span>
    ),
    sortBy: ({ share }) => share,
    align: 'right',
  },
]

/** What is in scope, by tracker, how it grew since the plan, and by which rules it was chosen. */
export function ScopeSection({ initiative, assessment, title }: SectionProperties) {
  return (
    <Section title={title}>
      <DataTable
        label={text.byTracker}
        columns={COLUMNS}
        rows={assessment.byTracker}
        rowKey={({ connectionId }) => connectionId}
        empty={text.none}
      />
      <h3 className={classes.heading}>{text.growth}</h3>
      <ScopeGrowth growth={assessment.findings?.scopeGrowth ?? null} />
      <h3 className={classes.heading}>{text.rules}</h3>
      <Rules rules={initiative.scope} />
    </Section>
  )
}

function PartProgress({ part: { progress, connectionId } }: { readonly part: Part }) {
  const tracker = useTrackers().get(connectionId)
  return <ProgressMark progress={progress} label={tracker?.name ?? words.shell.unknown} />
}

function Tracker({ connectionId }: { readonly connectionId: string }) {
  const tracker = useTrackers().get(connectionId)
  if (tracker === undefined) return words.shell.unknown
  return (
    <span className={classes.tracker}>
      <TrackerMark kind={tracker.kind} name={tracker.name} />
      <span aria-hidden="true">{tracker.name}</span>
    </span>
  )
}

function Rules({ rules }: { readonly rules: Answer<'GET /initiatives/{id}'>['scope'] }) {
  const trackers = useTrackers()
  if (rules.length === 0) return <p className="quiet">{text.noRules}</p>
  return (
    <ul className={classes.rules}>
      {rules.map(({ effect, connectionId, selector, value, project }) => (
        <li key={`${effect} ${connectionId} ${selector} ${value} ${project}`}>
          {text.effect[effect]} {text.selector[selector]} <strong>{value}</strong>
          {project === null || project === undefined ? null : ` ${text.inProject(project)}`}{' '}
          <span className="quiet">{trackers.get(connectionId)?.name}</span>
        </li>
      ))}
    </ul>
  )
}
