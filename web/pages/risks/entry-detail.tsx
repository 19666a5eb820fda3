import { Button, Drawer, Text, Title } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { Answer } from '../../api/operation.ts'
import { useAnswer } from '../../api/queries.ts'
import { DayMark, Unknown } from '../../marks/day-mark.tsx'
import detail from '../../marks/detail.module.css'
import { Fact } from '../../marks/fact.tsx'
import { NodeLink } from '../../marks/node-link.tsx'
import { Answered } from '../../shell/answered.tsx'
import { Instant } from '../../shell/clock.tsx'
import { useSearchText, useSetSearch } from '../../shell/place.ts'
import { formatDay } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import { DecideForm } from './decide-form.tsx'
import { EntryForm } from './entry-form.tsx'
import { Evidence } from './evidence.tsx'
import classes from './matrix.module.css'
import type { Limits } from './register.ts'
import { ExposureMark } from './register-table.tsx'

type Detail = Answer<'GET /risks/{id}'>

const text = words.risks.detail

interface Properties {
  readonly portfolioId: string
  readonly limits: Limits
}

/** One entry with its evidence and history; which one stands in the address. "new" is the form for another. */
export function EntryDetail({ portfolioId, limits }: Properties) {
  const id = useSearchText('entry', '')
  const node = useSearchText('node', '')
  const setSearch = useSetSearch()
  const isNew = id === 'new'
  const query = useAnswer('GET /risks/{id}', id === '' || isNew ? null : { path: { id } })
  const close = () => setSearch({ entry: undefined })
  return (
    <Drawer
      opened={id !== ''}
      onClose={close}
      position="right"
      size="lg"
      title={isNew ? words.risks.form.add : query.data?.id === id ? query.data.title : ''}
      closeButtonProps={{ 'aria-label': words.shell.close }}
    >
      {isNew ? (
        <EntryForm
          entry={null}
          node={node}
          portfolioId={portfolioId}
          onDone={made => setSearch({ entry: made })}
          onCancel={close}
        />
      ) : (
        <Answered query={query}>
          {entry => (entry.id === id ? <Shown entry={entry} portfolioId={portfolioId} limits={limits} /> : null)}
        </Answered>
      )}
    </Drawer>
  )
}

function Shown({ entry, portfolioId, limits }: Properties & { readonly entry: Detail }) {
  const [isEditing, setIsEditing] = useState(false)
  const isDone = () => setIsEditing(false)
  if (isEditing) return <EntryForm entry={entry} portfolioId={portfolioId} onDone={isDone} onCancel={isDone} />
  return (
    <>
      <Facts entry={entry} limits={limits} />
      <Button size="xs" variant="default" mb="md" onClick={() => setIsEditing(true)}>
        {words.forms.edit}
      </Button>
      {entry.evidence === null ? null : (
        <Part title={text.evidence}>
          <Evidence entry={entry} />
        </Part>
      )}
      <Part title={words.risks.decide.title}>
        {entry.source === 'automatic' ? (
          <Text size="sm" className="quiet" mb="xs">
            {text.automatic}
          </Text>
        ) : null}
        <DecideForm key={entry.status} entry={entry} />
      </Part>
      <Part title={text.history}>
        <History entry={entry} />
      </Part>
    </>
  )
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section style={{ marginBottom: 20 }}>
      <Title order={3} size="h5" mb={6}>
        {title}
      </Title>
      {children}
    </section>
  )
}

function Facts({ entry, limits }: { readonly entry: Detail; readonly limits: Limits }) {
  const columns = words.risks.columns
  const rows: readonly (readonly [string, ReactNode])[] = [
    [columns.where, <NodeLink key="node" id={entry.nodeId} />],
    [columns.kind, words.risks.kinds[entry.kind]],
    [
      columns.source,
      entry.rule === null ? `${text.entered} ${entry.createdBy}` : `${text.rule} “${words.risks.rules[entry.rule]}”`,
    ],
    [columns.status, words.risks.statuses[entry.status]],
    ...(entry.statusReason === null ? [] : [[text.reason, entry.statusReason] as const]),
    [columns.owner, entry.owner ?? <Unknown key="owner" />],
    [columns.due, <DayMark key="due" day={entry.dueDay} />],
    [columns.exposure, <ExposureMark key="exposure" entry={entry} limits={limits} />],
    ...(entry.description === null ? [] : [[text.description, entry.description] as const]),
  ]
  return (
    <dl className={detail.detail}>
      {rows.map(([title, value]) => (
        <Fact key={title} name={title}>
          {value}
        </Fact>
      ))}
    </dl>
  )
}

function History({ entry: { events } }: { readonly entry: Detail }) {
  return (
    <ol className={classes.history}>
      {events.toReversed().map(({ change, actor, at, details }) => (
        <li key={`${at} ${change}`}>
          <strong>{actor === 'milepost' ? words.risks.milepost : actor}</strong> {text.changes[change] ?? change}{' '}
          <span className="quiet">
            <Instant at={at} />
          </span>
          {Object.entries(details).map(([field, value]) => (
            <div key={field} className={classes.small}>
              {describeChange(field, value)}
            </div>
          ))}
        </li>
      ))}
    </ol>
  )
}

/** A change holds what was and what is; of the entering, the values themselves, of which only some say something. */
function describeChange(field: string, value: unknown): string | null {
  const name = text.fields[field]
  if (typeof value === 'object' && value !== null && 'to' in value) {
    const { from, to } = value as { readonly from: unknown; readonly to: unknown }
    return text.change(name ?? field, nameValue(field, from), nameValue(field, to))
  }
  return field === 'text' ? String(value) : null
}

function nameValue(field: string, value: unknown): string {
  if (value === null || value === undefined) return words.shell.none
  const known: Readonly<Record<string, string>> =
    field === 'status' ? words.risks.statuses : field === 'kind' ? words.risks.kinds : {}
  return known[String(value)] ?? (field === 'dueDay' ? formatDay(String(value)) : String(value))
}
