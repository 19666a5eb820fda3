import { Button } from '@mantine/core'
import { useAnswer, useWholeList } from '../../api/queries.ts'
import { useTree } from '../../api/tree.ts'
import { Answered, Loading } from '../../shell/answered.tsx'
import { TodayOnly } from '../../shell/as-of.tsx'
import { Section } from '../../shell/page.tsx'
import { useSetSearch } from '../../shell/place.ts'
import { words } from '../../words/words.ts'
import { EntryDetail } from '../risks/entry-detail.tsx'
import { RegisterTable } from '../risks/register-table.tsx'
import type { SectionProperties } from './assessment.ts'
import { listAbove } from './tree-path.tsx'

/** The register of the initiative: what people entered, and what the facts show. */
export function RisksSection({ initiativeId, title }: SectionProperties) {
  const setSearch = useSetSearch()
  const { byId } = useTree()
  const portfolioId = listAbove(byId, initiativeId)[0]?.id
  const actions = (
    <Button
      size="compact-sm"
      variant="default"
      className="no-print"
      onClick={() => setSearch({ entry: 'new', node: initiativeId })}
    >
      {words.risks.add}
    </Button>
  )
  return (
    <Section title={title} actions={actions}>
      <TodayOnly />
      {portfolioId === undefined ? (
        <Loading height={160} />
      ) : (
        <Register initiativeId={initiativeId} portfolioId={portfolioId} />
      )}
    </Section>
  )
}

interface Properties {
  readonly initiativeId: string
  readonly portfolioId: string
}

function Register({ initiativeId, portfolioId }: Properties) {
  const entries = useWholeList('GET /risks', { query: { node: initiativeId } })
  const rules = useAnswer('GET /portfolios/{id}/health-rules', { path: { id: portfolioId } })
  return (
    <Answered query={rules} height={160}>
      {({ rules: { risk } }) => (
        <>
          <Answered query={entries} height={160}>
            {found => <RegisterTable entries={found} limits={risk} isFiltered={false} without={['where']} />}
          </Answered>
          <EntryDetail portfolioId={portfolioId} limits={risk} />
        </>
      )}
    </Answered>
  )
}
