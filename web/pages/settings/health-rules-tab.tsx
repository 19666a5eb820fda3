import { useAnswer, useChange, useList } from '../../api/queries.ts'
import { Answered } from '../../shell/answered.tsx'
import { words } from '../../words/words.ts'
import { RuleEditor } from './rule-editor.tsx'

const nameOf = (path: string): string => words.rules.health[path] ?? path

/** By which thresholds the initiatives of a portfolio are judged. */
export function HealthRulesTab({ portfolioId }: { readonly portfolioId: string }) {
  const path = { id: portfolioId }
  const query = useAnswer('GET /portfolios/{id}/health-rules', { path })
  const versions = useList('GET /portfolios/{id}/health-rules/versions', { path })
  const save = useChange('PUT /portfolios/{id}/health-rules')
  return (
    <Answered query={query} height={640}>
      {current => (
        <RuleEditor
          key={current.version}
          title={words.settings.tabs.health}
          current={current}
          versions={versions.data ?? []}
          nameOf={nameOf}
          error={save.error}
          isBusy={save.isPending}
          // The editor changes values, never their names.
          onSave={rules => save.mutate({ path, body: rules as typeof current.rules })}
        />
      )}
    </Answered>
  )
}
