import { Disclosure } from '../../marks/disclosure.tsx'
import { EvidenceList } from '../../marks/evidence-list.tsx'
import { type Column, DataTable } from '../../table/data-table.tsx'
import { formatDay, formatNumber, formatShare, formatSigned } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import type { Assessment } from './assessment.ts'
import classes from './scope-section.module.css'

const text = words.initiative.scope

type Growth = NonNullable<Assessment['findings']>['scopeGrowth']
type Line = NonNullable<NonNullable<Growth>['lines']>[number]
type Cause = keyof Line['byCause']

const CAUSES = Object.keys(text.causes) as readonly Cause[]

const unitOf = ({ unit }: Line): string => words.meanings.unit[unit ?? 'items']

/** How the scope grew since the plan was made, by cause, with the items of each. */
export function ScopeGrowth({ growth }: { readonly growth: Growth }) {
  if (growth === null || growth.status === 'unknown')
    return <p className="quiet">{growth?.reason ?? words.shell.unknown}</p>
  const lines = growth.lines ?? []
  const used = CAUSES.filter(cause => lines.some(({ byCause }) => byCause[cause] !== 0))
  return (
    <>
      {growth.since === undefined ? null : <p className="quiet">{text.since(formatDay(growth.since))}</p>}
      <DataTable label={text.growth} columns={columnsOf(used)} rows={lines} rowKey={unitOf} empty={text.noGrowth} />
      <div className={classes.causes}>
        {used.map(cause => {
          const ids = growth.itemIds?.[cause] ?? []
          return ids.length === 0 ? null : (
            <Disclosure key={cause} label={text.itemsOf(text.causes[cause], countOf(lines, cause, ids))}>
              {() => <EvidenceList ids={ids} />}
            </Disclosure>
          )
        })}
      </div>
    </>
  )
}

/** Of many items only the first are named, but all are counted. */
const countOf = (lines: readonly Line[], cause: Cause, ids: readonly string[]): number =>
  Math.max(ids.length, Math.abs(lines.find(({ unit }) => unit === 'items')?.byCause[cause] ?? 0))

const columnsOf = (used: readonly Cause[]): readonly Column<Line>[] => [
  { id: 'unit', title: text.columns.unit, cell: unitOf, isRowHeader: true },
  { id: 'before', title: text.columns.before, cell: ({ before }) => formatNumber(before), align: 'right' },
  ...used.map(
    (cause): Column<Line> => ({
      id: cause,
      title: text.causes[cause],
      cell: ({ byCause }) => (byCause[cause] === 0 ? '0' : formatSigned(byCause[cause])),
      align: 'right',
    }),
  ),
  { id: 'after', title: text.columns.after, cell: ({ after }) => formatNumber(after), align: 'right' },
  {
    id: 'growth',
    title: text.columns.growth,
    cell: ({ growth }) => (growth === null ? words.shell.unknown : formatShare(growth)),
    align: 'right',
  },
]
