import { Alert, Anchor, Group, Slider, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { formatDay } from '../words/format.ts'
import { words } from '../words/words.ts'
import { useClock } from './clock.tsx'
import { usePlace, usePortfolio, useSetSearch } from './place.ts'
import { addDays, dayIn, daysBetween, endOfPastDay } from './zone-day.ts'

const FURTHEST_DAYS = 365
/** What is before it is a year that somebody has only begun to type. */
const FIRST_DAY = '1990-01-01'

/** Takes the page back in time: by hand along the last year, or to a day. Its end where the portfolio is stands in the address. */
export function AsOfChoice() {
  const { asOf } = usePlace()
  const setSearch = useSetSearch()
  const zone = usePortfolio().portfolio?.timeZone
  const today = dayIn(Date.now(), zone)
  const dayBefore = (days: number): string => addDays(today, -days)
  const asOfDay = asOf === undefined ? today : dayIn(asOf, zone)
  const chosen = Math.min(Math.max(daysBetween(asOfDay, today), 0), FURTHEST_DAYS)
  const [dragged, setDragged] = useState<number | null>(null)
  const [typed, setTyped] = useState<string | null>(null)
  const choose = (daysAgo: number) => {
    setDragged(null)
    setSearch({ asOf: endOfPastDay(dayBefore(daysAgo), zone) })
  }
  const shown = dragged ?? chosen
  const day = dragged === null ? asOfDay : dayBefore(dragged)
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
        max={today}
        value={typed ?? day}
        onBlur={() => setTyped(null)}
        onChange={({ currentTarget: { value } }) => {
          const isWhole = value >= FIRST_DAY
          setTyped(isWhole ? null : value)
          if (isWhole) choose(daysBetween(value, today))
        }}
      />
    </Group>
  )
}

/** Says on every page that it shows the past, and leads back. */
export function AsOfNotice() {
  const { asOf } = usePlace()
  const setSearch = useSetSearch()
  const { formatDayOf } = useClock()
  if (asOf === undefined) return null
  return (
    <Alert color="indigo" mb="md" py="xs" role="status">
      {words.shell.asOf.past(formatDayOf(asOf))}{' '}
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
