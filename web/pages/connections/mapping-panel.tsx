import { Button, Group, NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { useWholeList } from '../../api/queries.ts'
import { Answered } from '../../shell/answered.tsx'
import { Section } from '../../shell/page.tsx'
import { useSearchText, useSetSearch } from '../../shell/place.ts'
import { words } from '../../words/words.ts'
import { EstimateFields } from './estimate-fields.tsx'
import { MappingTable } from './mapping-table.tsx'
import { type MappedWord, SUBJECTS } from './meaning.ts'
import { MeaningDialog } from './meaning-dialog.tsx'
import { Said } from './said.tsx'
import { useDecisions } from './use-decisions.ts'

const text = words.connections.mapping

/** What the words of a tracker mean: first what needs a person. */
export function MappingPanel({ connectionId }: { readonly connectionId: string }) {
  const view = useSearchText('words', 'review')
  const subject = useSearchText('subject', '')
  const setSearch = useSetSearch()
  const query = useWholeList('GET /connections/{id}/mappings', {
    path: { id: connectionId },
    query: {
      ...(view === 'review' ? { needsReview: true } : {}),
      ...(isSubject(subject) ? { subject } : {}),
    },
  })
  const choices = (
    <Group gap="sm" className="no-print">
      <NativeSelect
        size="xs"
        aria-label={text.all}
        value={view}
        data={[
          { value: 'review', label: text.review },
          { value: 'all', label: text.all },
        ]}
        onChange={event => setSearch({ words: event.currentTarget.value === 'review' ? undefined : 'all' })}
      />
      <NativeSelect
        size="xs"
        aria-label={text.subject}
        value={subject}
        data={[
          { value: '', label: text.allSubjects },
          ...SUBJECTS.map(value => ({ value, label: text.subjects[value] })),
        ]}
        onChange={event => setSearch({ subject: event.currentTarget.value })}
      />
    </Group>
  )
  return (
    <>
      <Section title={text.title} actions={choices}>
        <Answered query={query}>
          {items => (
            <Review connectionId={connectionId} items={items} empty={view === 'review' ? text.none : text.noWords} />
          )}
        </Answered>
      </Section>
      <EstimateFields connectionId={connectionId} />
    </>
  )
}

const isSubject = (word: string): word is MappedWord['subject'] => SUBJECTS.some(each => each === word)

interface ReviewProperties {
  readonly connectionId: string
  readonly items: readonly MappedWord[]
  readonly empty: string
}

/** Words with what they mean, to be confirmed one by one or together, or given another meaning. */
export function Review({ connectionId, items, empty }: ReviewProperties) {
  const [changed, setChanged] = useState<MappedWord | null>(null)
  const { decide, said, error, isPending } = useDecisions(connectionId)
  const proposed = items.filter(({ proposed, effective }) => proposed !== null && effective.needsReview)
  return (
    <>
      <Said done={said} error={error} />
      {proposed.length < 2 ? null : (
        <Button
          mb="sm"
          size="xs"
          variant="default"
          className="no-print"
          loading={isPending}
          onClick={() => decide(proposed.map(word => ({ word, decision: 'confirm' })))}
        >
          {text.confirmAll(proposed.length)}
        </Button>
      )}
      <MappingTable
        items={items}
        empty={empty}
        isPending={isPending}
        onConfirm={word => decide([{ word, decision: 'confirm' }])}
        onWithdraw={word => decide([{ word, decision: 'withdraw' }])}
        onChange={setChanged}
      />
      {changed === null ? null : (
        <MeaningDialog
          word={changed}
          onClose={() => setChanged(null)}
          onDecide={meaning => {
            decide([{ word: changed, decision: 'override', meaning }])
            setChanged(null)
          }}
        />
      )}
    </>
  )
}
