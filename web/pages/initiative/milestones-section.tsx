import { Button } from '@mantine/core'
import { useMemo } from 'react'
import { Answered } from '../../shell/answered.tsx'
import { Section } from '../../shell/page.tsx'
import { useSearchText, useSetSearch } from '../../shell/place.ts'
import { words } from '../../words/words.ts'
import type { Assessment, SectionProperties } from './assessment.ts'
import { byDay, type Milestone, useMilestones } from './milestone.ts'
import { MilestoneRow } from './milestone-row.tsx'
import classes from './milestones-section.module.css'

const text = words.initiative.milestones
const COLUMNS = ['name', 'status', 'baseline', 'current', 'moved', 'p50', 'p80', 'p95', 'actual'] as const
const NONE = 'none'

/** Every milestone with its plan, its date and its forecast; opened, who moved it, when and how far. */
export function MilestonesSection({ initiativeId, assessment, title }: SectionProperties) {
  const query = useMilestones(initiativeId)
  const { open, toggle, openAll, closeAll } = useOpen(assessment)
  const ids = useMemo(() => (query.data ?? []).map(({ id }) => id), [query.data])
  const isAllOpen = ids.length > 0 && ids.every(id => open.has(id))
  const actions =
    ids.length === 0 ? null : (
      <Button
        variant="subtle"
        size="compact-sm"
        className="no-print"
        onClick={() => (isAllOpen ? closeAll() : openAll(ids))}
      >
        {isAllOpen ? text.closeAll : text.openAll}
      </Button>
    )
  return (
    <Section title={title} actions={actions}>
      <Answered query={query} height={320}>
        {milestones =>
          milestones.length === 0 ? (
            <p className="quiet">{text.none}</p>
          ) : (
            <MilestoneTable milestones={milestones} title={title} open={open} onToggle={toggle} />
          )
        }
      </Answered>
    </Section>
  )
}

interface TableProperties {
  readonly milestones: readonly Milestone[]
  readonly title: string
  readonly open: ReadonlySet<string>
  readonly onToggle: (id: string) => void
}

/** Roles are spelled out because a narrow screen shows each row as a card. */
function MilestoneTable({ milestones, title, open, onToggle }: TableProperties) {
  return (
    <table className={classes.table} role="table" aria-label={title}>
      <thead role="rowgroup">
        <tr role="row">
          {COLUMNS.map(column => (
            <th key={column} role="columnheader" scope="col" title={hintOf(column)}>
              {text.columns[column]}
            </th>
          ))}
        </tr>
      </thead>
      {milestones.toSorted(byDay).map(milestone => (
        <MilestoneRow
          key={milestone.id}
          milestone={milestone}
          columns={COLUMNS.length}
          isOpen={open.has(milestone.id)}
          onToggle={onToggle}
        />
      ))}
    </table>
  )
}

const hintOf = (column: (typeof COLUMNS)[number]): string | undefined =>
  column === 'p50' || column === 'p80' || column === 'p95' ? text.percentile[column] : undefined

/** Which milestones are open stands in the address; until the reader chooses, the one that tells most about the health. */
function useOpen({ milestones, health, nextMilestoneId }: Assessment) {
  const chosen = useSearchText('open', '')
  const setSearch = useSetSearch()
  const open = useMemo(() => {
    if (chosen === NONE) return new Set<string>()
    if (chosen !== '') return new Set(chosen.split('.'))
    const known = new Set(milestones.map(({ milestoneId }) => milestoneId))
    const worst = health.axes.find(({ axis }) => axis === health.worstAxis)
    const telling = worst?.evidenceIds.find(id => known.has(id)) ?? nextMilestoneId
    return new Set(telling === null ? [] : [telling])
  }, [chosen, milestones, health, nextMilestoneId])
  const set = (ids: readonly string[]) => setSearch({ open: ids.length === 0 ? NONE : ids.join('.') })
  return {
    open,
    toggle: (id: string) => set(open.has(id) ? [...open].filter(each => each !== id) : [...open, id]),
    openAll: set,
    closeAll: () => set([]),
  }
}
