import type { Answer } from '../../api/operation.ts'
import { useAnswer } from '../../api/queries.ts'
import { Section } from '../../shell/page.tsx'
import { type Column, DataTable } from '../../table/data-table.tsx'
import { words } from '../../words/words.ts'
import { StateMark } from './state-mark.tsx'

const text = words.connections.mapping

type EstimateField = Answer<'GET /connections/{id}/mappings'>['estimateFields'][number]

const nameOf = ({ project: { name, externalId } }: EstimateField): string => name ?? externalId

const COLUMNS: readonly Column<EstimateField>[] = [
  { id: 'project', title: text.estimateColumns.project, cell: nameOf, sortBy: nameOf, isRowHeader: true },
  {
    id: 'field',
    title: text.estimateColumns.field,
    cell: ({ fields, rivals }) =>
      rivals.length > 0 ? (
        <StateMark isGood={false} word={text.rivals(rivals.map(({ name }) => name).join(', '))} />
      ) : fields.length === 0 ? (
        <span className="quiet">{text.noEstimate}</span>
      ) : (
        fields.map(({ name, unit }) => (unit === null ? name : `${name} (${text.units[unit]})`)).join(', ')
      ),
  },
  { id: 'why', title: text.estimateColumns.why, cell: ({ why }) => <span className="quiet">{why}</span> },
]

/** Which field holds the estimate in each project, and why. */
export function EstimateFields({ connectionId }: { readonly connectionId: string }) {
  const { data } = useAnswer('GET /connections/{id}/mappings', {
    path: { id: connectionId },
    query: { subject: 'field', limit: 1 },
  })
  if (data === undefined || data.estimateFields.length === 0) return null
  return (
    <Section title={text.estimates}>
      <DataTable
        label={text.estimates}
        columns={COLUMNS}
        rows={data.estimateFields}
        rowKey={({ project }) => project.externalId}
        empty={null}
      />
    </Section>
  )
}
