import { Button } from '@mantine/core'
import { Instant } from '../../shell/clock.tsx'
import { type Column, DataTable } from '../../table/data-table.tsx'
import { words } from '../../words/words.ts'
import { listDifferences, type RuleSet } from './rule-values.ts'

const text = words.settings.rules

export interface Version {
  readonly version: number
  readonly rules: RuleSet
  readonly createdBy: string
  readonly createdAt: string
}

interface Properties {
  /** Newest first. */
  readonly versions: readonly Version[]
  readonly nameOf: (path: string) => string
  readonly onUse: (rules: RuleSet) => void
}

/** Every version somebody set, with what it changed; any of them can be taken up again. */
export function RuleVersions({ versions, nameOf, onUse }: Properties) {
  const describe = (version: Version): string => {
    const before = versions.find(each => each.version === version.version - 1)
    if (before === undefined) return text.first
    return listDifferences(version.rules, before.rules).map(nameOf).join('; ') || text.nothing
  }
  const columns: readonly Column<Version>[] = [
    { id: 'version', title: text.columns.version, isRowHeader: true, cell: ({ version }) => version },
    { id: 'by', title: text.columns.by, cell: ({ createdBy }) => createdBy },
    { id: 'at', title: text.columns.at, cell: ({ createdAt }) => <Instant at={createdAt} /> },
    { id: 'changes', title: text.columns.changes, cell: describe },
    {
      id: 'action',
      title: text.columns.action,
      cell: ({ rules }) => (
        <Button size="compact-xs" variant="default" onClick={() => onUse(rules)}>
          {text.load}
        </Button>
      ),
    },
  ]
  return (
    <DataTable
      label={text.allVersions}
      columns={columns}
      rows={versions}
      rowKey={({ version }) => `${version}`}
      empty={text.noVersions}
    />
  )
}
