import { Alert, Anchor, Group, Slider, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { formatDay } from '../words/format.ts'
import { words } from '../words/words.ts'
import { usePlace, useSetSearch } from './place.ts'

const DAY_MS = 86_400_000
const FURTHEST_DAYS = 365
/** What is before it is a year that somebody has only begun to type. */
const FIRST_DAY = '1990-01-01'
const END_OF_DAY = 'T23:59:59Z'

const dayBefore = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10)
const daysSince = (day: string): number => Math.round((Date.now() - Date.parse(`${day}T12:00:00Z`)) / DAY_MS)

/** Takes the page back in time: by hand along the last year, or to a day. The day stands in the address. */
export function AsOfChoice() {
  const { asOf } = usePlace()
  const setSearch = useSetSearch()
  const chosen = asOf === undefined ? 0 : Math.min(Math.max(daysSince(asOf.slice(0, 10)), 0), FURTHEST_DAYS)
  const [dragged, setDragged] = useState<number | null>(null)
  const [typed, setTyped] = useState<string | null>(null)
  const choose = (daysAgo: number) => {
    setDragged(null)
    setSearch({ asOf: daysAgo <= 0 ? undefined : `${dayBefore(daysAgo)}${END_OF_DAY}` })
  }
  const shown = dragged ?? chosen
  const day = dragged === null ? (asOf?.slice(0, 10) ?? dayBefore(0)) : dayBefore(dragged)
  return (
    <Group gap="sm" wrap="nowrap" w={{ base: '100%', sm: 420 }}>
      <Text size="sm" className="quiet" style={{ whiteSpace: 'nowrap' }}>
        {words.shell.asOf.label}
      </Text>
      <Slider
        style={{ flex: 1, minWidth: 120 }}
        min={-FURTHEST_DAYS}
        max={0}
        value={-shown}
        onChange={value => setDragged(-value)}
        onChangeEnd={value => choose(-value)}
        label={value => (value === 0 ? words.shell.asOf.now : formatDay(dayBefore(-value)))}
        thumbLabel={words.shell.asOf.label}
        thumbValueText={value => (value === 0 ? words.shell.asOf.now : formatDay(dayBefore(-value)))}
        size="sm"
      />
      <TextInput
        type="date"
        size="xs"
        aria-label={words.shell.asOf.label}
        max={dayBefore(0)}
        value={typed ?? day}
        onBlur={() => setTyped(null)}
        onChange={({ currentTarget: { value } }) => {
          const isWhole = value >= FIRST_DAY
          setTyped(isWhole ? null : value)
          if (isWhole) choose(daysSince(value))
        }}
      />
    </Group>
  )
}

/** Says on every page that it shows the past, and leads back. */
export function AsOfNotice() {
  const { asOf } = usePlace()
  const setSearch = useSetSearch()
  if (asOf === undefined) return null
  return (
    <Alert color="indigo" mb="md" py="xs" role="status">
      {words.shell.asOf.past(formatDay(asOf.slice(0, 10)))}{' '}
      <Anchor component="button" type="button" onClick={() => setSearch({ asOf: undefined })}>
        {words.shell.asOf.back}
      </Anchor>
    </Alert>
  )
}

/** Said by pages whose answers are always of today, whatever day the reader chose. */
export function TodayOnly() {
  const { asOf } = usePlace()
  if (asOf === undefined) return null
  return (
    <Alert color="yellow" mb="md" py="xs">
      {words.shell.asOf.todayOnly}
    </Alert>
  )
}
