import { Alert, Button, Group } from '@mantine/core'
import { useState } from 'react'
import { useChange } from '../../api/queries.ts'
import { Confirm } from '../../forms/confirm.tsx'
import { useClock } from '../../shell/clock.tsx'
import { useSetSearch } from '../../shell/place.ts'
import { type Column, DataTable } from '../../table/data-table.tsx'
import { words } from '../../words/words.ts'
import type { Channel, ChannelKind } from './channel.ts'
import { ReplayDialog } from './replay-dialog.tsx'
import classes from './settings.module.css'

const text = words.settings.channels

interface Properties {
  readonly channels: readonly Channel[]
  readonly kinds: readonly ChannelKind[]
}

/** The channels with what each is told, when, and how it fares. */
export function ChannelTable({ channels, kinds }: Properties) {
  const columns: readonly Column<Channel>[] = [
    { id: 'name', title: text.columns.name, isRowHeader: true, cell: ({ name }) => name, sortBy: ({ name }) => name },
    {
      id: 'kind',
      title: text.columns.kind,
      cell: ({ kind }) => kinds.find(each => each.kind === kind)?.name ?? kind,
      sortBy: ({ kind }) => kind,
    },
    { id: 'route', title: text.columns.route, cell: ({ route }) => describeRoute(route) },
    {
      id: 'rhythm',
      title: text.columns.rhythm,
      cell: ({ rhythm, timeZone }) => (
        <>
          {describeRhythm(rhythm)}
          <div className={classes.small}>{timeZone}</div>
        </>
      ),
    },
    { id: 'state', title: text.columns.state, cell: channel => <State channel={channel} /> },
    { id: 'actions', title: text.columns.actions, cell: channel => <Actions channel={channel} /> },
  ]
  return <DataTable label={text.all} columns={columns} rows={channels} rowKey={({ id }) => id} empty={text.none} />
}

function describeRoute({ portfolioIds, owners, kinds, leastSeverity, operations, onlyEscalated }: Channel['route']) {
  const parts = [
    portfolioIds === null ? '' : text.route.portfoliosOf(portfolioIds.length),
    kinds === null ? '' : text.route.kindsOf(kinds.length),
    owners === null ? '' : owners.join(', '),
    leastSeverity === 'low' ? '' : text.route.from(words.meanings.severity[leastSeverity]),
    operations === true ? text.route.operations : '',
    onlyEscalated === true ? text.route.escalated : '',
  ].filter(part => part !== '')
  return parts.length === 0 ? text.route.all : parts.join('; ')
}

function describeRhythm(rhythm: Channel['rhythm']): string {
  switch (rhythm.type) {
    case 'immediate':
      return rhythm.quiet === undefined
        ? text.rhythm.types.immediate
        : text.rhythm.immediateQuiet(rhythm.quiet.from, rhythm.quiet.to)
    case 'daily':
      return text.rhythm.daily(rhythm.at)
    case 'weekly':
      return text.rhythm.weekly(text.rhythm.weekdays[rhythm.weekday] ?? '', rhythm.at)
  }
}

function State({
  channel: { state, stateReason, failingSince, lastError, givenUpMessages },
}: {
  readonly channel: Channel
}) {
  const { formatInstant } = useClock()
  return (
    <>
      {text.states[state]}
      {stateReason === null ? null : <div className={classes.small}>{stateReason}</div>}
      {failingSince === null && lastError === null ? null : (
        <div className={classes.failing}>
          {[failingSince === null ? null : text.failing(formatInstant(failingSince)), lastError]
            .filter(part => part !== null)
            .join(': ')}
        </div>
      )}
      {givenUpMessages === 0 ? null : <div className={classes.failing}>{text.givenUp(givenUpMessages)}</div>}
    </>
  )
}

function Actions({ channel: { id, name, state } }: { readonly channel: Channel }) {
  const setSearch = useSetSearch()
  const [isDeleting, setIsDeleting] = useState(false)
  const [isReplaying, setIsReplaying] = useState(false)
  const test = useChange('POST /channels/{id}/test')
  const change = useChange('PATCH /channels/{id}')
  const remove = useChange('DELETE /channels/{id}')
  const failure = test.error ?? change.error
  return (
    <>
      <Group gap={6} className="no-print">
        <Button
          size="compact-xs"
          variant="default"
          aria-label={text.testOf(name)}
          loading={test.isPending}
          onClick={() => test.mutate({ path: { id } })}
        >
          {text.test}
        </Button>
        <Button size="compact-xs" variant="default" onClick={() => setIsReplaying(true)}>
          {text.replay}
        </Button>
        <Button size="compact-xs" variant="default" onClick={() => setSearch({ channel: id })}>
          {words.forms.edit}
        </Button>
        <Button
          size="compact-xs"
          variant="default"
          loading={change.isPending}
          onClick={() => change.mutate({ path: { id }, body: { state: state === 'active' ? 'disabled' : 'active' } })}
        >
          {state === 'active' ? text.disable : text.enable}
        </Button>
        <Button size="compact-xs" variant="default" color="red" onClick={() => setIsDeleting(true)}>
          {text.remove}
        </Button>
      </Group>
      <div role="status">
        {test.data === undefined ? null : (
          <Alert mt={6} py={4} color={test.data.problem === null ? 'green' : 'red'}>
            {test.data.ok ? `${text.tested} ${test.data.problem ?? ''}` : text.untested(test.data.problem ?? '')}
          </Alert>
        )}
        {failure === null ? null : (
          <Alert mt={6} py={4} color="red">
            {failure.detail || failure.title}
          </Alert>
        )}
      </div>
      <Confirm
        isOpen={isDeleting}
        title={text.removeTitle(name)}
        text={text.removeText}
        action={text.remove}
        error={remove.error}
        isBusy={remove.isPending}
        onConfirm={() => remove.mutate({ path: { id } })}
        onCancel={() => setIsDeleting(false)}
      />
      {isReplaying ? <ReplayDialog id={id} name={name} onClose={() => setIsReplaying(false)} /> : null}
    </>
  )
}
