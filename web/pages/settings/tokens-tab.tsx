import { Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Item } from '../../api/operation.ts'
import { useAnswer, useChange } from '../../api/queries.ts'
import { Confirm } from '../../forms/confirm.tsx'
import { errorAt, Refusal } from '../../forms/refusal.tsx'
import { SecretOnce } from '../../forms/secret-once.tsx'
import { AgeMark } from '../../marks/day-mark.tsx'
import { Answered } from '../../shell/answered.tsx'
import { Instant } from '../../shell/clock.tsx'
import { Section } from '../../shell/page.tsx'
import { type Column, DataTable } from '../../table/data-table.tsx'
import { words } from '../../words/words.ts'
import classes from './settings.module.css'

type Token = Item<'GET /tokens'>

const text = words.settings.tokens

/** Who may get in: tokens are made, shown once, and revoked. */
export function TokensTab() {
  const query = useAnswer('GET /tokens', {})
  const [revoked, setRevoked] = useState<Token | null>(null)
  return (
    <>
      <MakeToken />
      <Section title={words.settings.tabs.tokens}>
        <Text size="sm" className="quiet" mb="sm">
          {text.lead}
        </Text>
        <Answered query={query}>
          {({ items }) => (
            <DataTable
              label={text.all}
              columns={listColumns(setRevoked)}
              rows={items}
              rowKey={({ id }) => id}
              empty={text.none}
            />
          )}
        </Answered>
      </Section>
      {revoked === null ? null : <Revoke token={revoked} onDone={() => setRevoked(null)} />}
    </>
  )
}

function MakeToken() {
  const [name, setName] = useState('')
  const [days, setDays] = useState('')
  const make = useChange('POST /tokens')
  return (
    <Section title={text.add}>
      {make.data === undefined ? null : (
        <SecretOnce
          title={text.madeTitle(make.data.name)}
          text={text.madeText}
          secret={make.data.token}
          onClose={make.reset}
        />
      )}
      <form
        className={classes.form}
        onSubmit={event => {
          event.preventDefault()
          make.mutate(
            { body: { name: name.trim(), expiresInDays: days === '' ? null : Number(days) } },
            { onSuccess: () => setName('') },
          )
        }}
      >
        <Stack gap="sm">
          <Refusal error={make.error} beside={['body.name', 'body.expiresInDays']} />
          <Group grow align="flex-end">
            <TextInput
              label={text.name}
              description={text.nameHint}
              required
              value={name}
              error={errorAt(make.error, 'body.name')}
              onChange={event => setName(event.currentTarget.value)}
            />
            <NativeSelect
              label={text.expires}
              description={words.forms.expiresHint}
              value={days}
              data={['', '7', '30', '90', '365'].map(value => ({ value, label: text.expiries[value] ?? value }))}
              error={errorAt(make.error, 'body.expiresInDays')}
              onChange={event => setDays(event.currentTarget.value)}
            />
          </Group>
          <Button type="submit" loading={make.isPending} style={{ justifySelf: 'start' }} w="fit-content">
            {text.submit}
          </Button>
        </Stack>
      </form>
    </Section>
  )
}

const listColumns = (revoke: (token: Token) => void): readonly Column<Token>[] => [
  {
    id: 'name',
    title: text.columns.name,
    isRowHeader: true,
    sortBy: ({ name }) => name,
    cell: ({ name, isCurrent }) => (
      <>
        {name} {isCurrent ? <span className={classes.small}>({text.current})</span> : null}
      </>
    ),
  },
  {
    id: 'created',
    title: text.columns.created,
    sortBy: ({ createdAt }) => createdAt,
    cell: ({ createdAt }) => <Instant at={createdAt} />,
  },
  {
    id: 'used',
    title: text.columns.used,
    sortBy: ({ lastUsedAt }) => lastUsedAt,
    cell: ({ lastUsedAt }) => (lastUsedAt === null ? text.never : <AgeMark at={lastUsedAt} now={Date.now()} />),
  },
  {
    id: 'expires',
    title: text.columns.expires,
    sortBy: ({ expiresAt }) => expiresAt,
    cell: ({ expiresAt }) => {
      if (expiresAt === null) return text.never
      const isPast = Date.parse(expiresAt) <= Date.now()
      return (
        <>
          {isPast ? `${text.expired}, ` : null}
          <Instant at={expiresAt} />
        </>
      )
    },
  },
  {
    id: 'action',
    title: text.columns.action,
    cell: token => (
      <Button
        size="compact-xs"
        variant="default"
        color="red"
        aria-label={text.revokeOf(token.name)}
        onClick={() => revoke(token)}
      >
        {text.revoke}
      </Button>
    ),
  },
]

function Revoke({ token, onDone }: { readonly token: Token; readonly onDone: () => void }) {
  const revoke = useChange('DELETE /tokens/{id}')
  return (
    <Confirm
      isOpen
      title={text.revokeTitle(token.name)}
      text={text.revokeText}
      action={text.revoke}
      error={revoke.error}
      isBusy={revoke.isPending}
      onConfirm={() => revoke.mutate({ path: { id: token.id } }, { onSuccess: onDone })}
      onCancel={onDone}
    />
  )
}
