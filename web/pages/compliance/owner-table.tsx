import { Text } from '@mantine/core'
import { type Column, DataTable } from '../../table/data-table.tsx'
import { words } from '../../words/words.ts'
import { type Check, groupByOwner, type OwnerGaps, RULES } from './gaps.ts'

const text = words.compliance.owners

/** Gaps by who has them, with a column for each rule that somebody breaks. */
export function OwnerTable({ checks }: { readonly checks: readonly Check[] }) {
  const owners = groupByOwner(checks)
  const rules = RULES.filter(rule => owners.some(({ byRule }) => byRule.has(rule)))
  const columns: readonly Column<OwnerGaps>[] = [
    {
      id: 'person',
      title: text.person,
      isRowHeader: true,
      cell: ({ name }) => name ?? <em>{text.nobody}</em>,
      sortBy: ({ name }) => name,
    },
    { id: 'total', title: text.total, align: 'right', cell: ({ total }) => total, sortBy: ({ total }) => total },
    ...rules.map(rule => ({
      id: rule,
      title: words.compliance.rules[rule],
      align: 'right' as const,
      cell: ({ byRule }: OwnerGaps) => byRule.get(rule) ?? <span className="quiet">0</span>,
      sortBy: ({ byRule }: OwnerGaps) => byRule.get(rule) ?? 0,
    })),
  ]
  return (
    <>
      <Text size="sm" className="quiet" mb="xs">
        {text.note}
      </Text>
      <DataTable
        label={text.table}
        columns={columns}
        rows={owners}
        rowKey={({ personId }) => personId ?? ''}
        empty={text.none}
      />
    </>
  )
}
