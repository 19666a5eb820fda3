import { Button, Group } from '@mantine/core'
import { useClock } from '../../shell/clock.tsx'
import { type Column, DataTable } from '../../table/data-table.tsx'
import { formatCount, formatShare } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import { describeMeaning, keyOf, type MappedWord } from './meaning.ts'
import { StateMark } from './state-mark.tsx'

const text = words.connections.mapping
const titles = text.columns
const BUTTON = { size: 'compact-xs', variant: 'default' } as const

interface Properties {
  readonly items: readonly MappedWord[]
  readonly empty: string
  readonly isPending: boolean
  readonly onConfirm: (word: MappedWord) => void
  readonly onWithdraw: (word: MappedWord) => void
  readonly onChange: (word: MappedWord) => void
}

export function MappingTable({ items, empty, isPending, onConfirm, onWithdraw, onChange }: Properties) {
  const columns: readonly Column<MappedWord>[] = [
    ...COLUMNS,
    {
      id: 'decide',
      title: titles.decide,
      cell: word => (
        <Group gap="xs" wrap="nowrap" className="no-print">
          {word.effective.basis === 'chosen' ? (
            <Button
              {...BUTTON}
              disabled={isPending}
              aria-label={text.withdrawOf(word.name)}
              onClick={() => onWithdraw(word)}
            >
              {text.withdraw}
            </Button>
          ) : word.proposed === null ? null : (
            <Button
              {...BUTTON}
              disabled={isPending}
              aria-label={text.confirmOf(word.name)}
              onClick={() => onConfirm(word)}
            >
              {text.confirm}
            </Button>
          )}
          <Button {...BUTTON} disabled={isPending} aria-label={text.changeOf(word.name)} onClick={() => onChange(word)}>
            {text.change}
          </Button>
        </Group>
      ),
    },
  ]
  return <DataTable label={text.title} columns={columns} rows={items} rowKey={keyOf} empty={empty} rowHeight={56} />
}

const COLUMNS: readonly Column<MappedWord>[] = [
  {
    id: 'word',
    title: titles.word,
    cell: ({ subject, name, project }) => (
      <>
        <strong>{name}</strong>
        <div className="quiet">
          {text.subjects[subject]}
          {project === null ? null : ` ${text.inProject(project.name ?? project.externalId)}`}
        </div>
      </>
    ),
    sortBy: ({ name }) => name,
    isRowHeader: true,
  },
  {
    id: 'meaning',
    title: titles.meaning,
    cell: word => (
      <>
        {describeMeaning(word, word.effective.meaning)}
        {word.proposed === null || word.effective.basis !== 'none' ? null : (
          <div>{text.proposal(describeMeaning(word, word.proposed))}</div>
        )}
        <div>
          {word.effective.needsReview ? (
            <StateMark isGood={false} word={text.review} />
          ) : (
            <span className="quiet">{text.basis[word.effective.basis]}</span>
          )}
        </div>
      </>
    ),
    sortBy: word => describeMeaning(word, word.effective.meaning),
  },
  {
    id: 'confidence',
    title: titles.confidence,
    cell: ({ confidence, proposed }) => (proposed === null ? '' : formatShare(confidence)),
    sortBy: ({ confidence }) => confidence,
    align: 'right',
  },
  {
    id: 'items',
    title: titles.items,
    cell: ({ items }) => formatCount(items),
    sortBy: ({ items }) => -items,
    align: 'right',
  },
  {
    id: 'why',
    title: titles.why,
    cell: ({ effective, chosenBy, chosenAt }) => (
      <span className="quiet">
        {chosenBy === null || chosenAt === null ? effective.why : <Chosen by={chosenBy} at={chosenAt} />}
      </span>
    ),
  },
]

function Chosen({ by, at }: { readonly by: string; readonly at: string }) {
  return text.chosenBy(by, useClock().formatInstant(at))
}
