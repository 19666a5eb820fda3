import { Drawer, Text, Title } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

import { useAnswer } from '../../api/queries.ts'
import { useTree } from '../../api/tree.ts'
import { Unknown } from '../../marks/day-mark.tsx'
import { TrackerMark } from '../../marks/tracker-mark.tsx'
import { useTrackers } from '../../marks/tracker-names.tsx'
import { Answered } from '../../shell/answered.tsx'
import { useSearchText, useSetSearch } from '../../shell/place.ts'
import { formatDay, formatNumber, formatShare } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import { foldWeeks, type Person } from './cells.ts'
import classes from './heat-map.module.css'
import { addWeeks } from './view.ts'

const text = words.capacity.detail

/** What one cell is made of; which one stands in the address. */
export function CellDetail() {
  const person = useSearchText('person', '')
  const first = useSearchText('week', '')
  const last = useSearchText('until', first)
  const setSearch = useSetSearch()
  const isOpen = person !== '' && first !== ''
  const query = useAnswer('GET /capacity', isOpen ? { query: { person, from: first, to: last } } : null)
  const found = query.data?.items.find(({ id }) => id === person)
  const when =
    first === ''
      ? ''
      : first === last
        ? words.capacity.cell.week(formatDay(first))
        : `${formatDay(first)} – ${formatDay(addWeeks(last, 1))}`
  return (
    <Drawer
      opened={isOpen}
      onClose={() => setSearch({ person: undefined, week: undefined, until: undefined })}
      position="right"
      size="md"
      title={text.title(found?.name ?? '', when)}
      closeButtonProps={{ 'aria-label': words.shell.close }}
    >
      <Answered query={query}>
        {() => (found === undefined ? <Text className="quiet">{text.nothing}</Text> : <Parts person={found} />)}
      </Answered>
    </Drawer>
  )
}

function Parts({ person }: { readonly person: Person }) {
  const cell = foldWeeks(person.weeks)
  const sources = [...new Set(person.weeks.flatMap(({ capacitySource }) => capacitySource ?? []))]
  const sum = (pick: (week: Person['weeks'][number]) => number) =>
    person.weeks.reduce((total, week) => total + pick(week), 0)
  return (
    <>
      <table className={classes.hours}>
        <tbody>
          <tr>
            <th scope="row">
              {text.have}
              {sources.length === 0 ? null : (
                <Text size="xs" className="quiet">
                  {sources.map(source => text.source[source]).join(', ')}
                </Text>
              )}
            </th>
            <td>
              {cell.capacityHours === null ? (
                <>
                  <Unknown reason={words.capacity.unknownReason} />
                  <Text size="xs" className="quiet">
                    {words.capacity.unknownReason}
                  </Text>
                </>
              ) : (
                words.capacity.hours(formatNumber(cell.capacityHours))
              )}
            </td>
          </tr>
          <Line title={text.worked} hours={sum(({ loggedHours }) => loggedHours)} />
          <Line title={text.asked} hours={sum(({ demandHours }) => demandHours)} />
          <tr>
            <th scope="row">{text.used}</th>
            <td>
              {cell.utilisation === null ? (
                <Unknown reason={words.capacity.unknownReason} />
              ) : (
                <>
                  {formatShare(cell.utilisation)}
                  {cell.overWeeks === 0 ? null : `, ${words.capacity.cell.over}`}
                </>
              )}
            </td>
          </tr>
          <tr>
            <th scope="row">{text.unestimated}</th>
            <td>{cell.unestimatedItems}</td>
          </tr>
        </tbody>
      </table>
      <ByTracker person={person} />
      <ByInitiative person={person} />
    </>
  )
}

function Line({ title, hours }: { readonly title: string; readonly hours: number }) {
  return (
    <tr>
      <th scope="row">{title}</th>
      <td>{words.capacity.hours(formatNumber(hours))}</td>
    </tr>
  )
}

function ByTracker({ person: { byTracker } }: { readonly person: Person }) {
  const connections = useTrackers()
  return (
    <Hours
      title={text.byTracker}
      rows={byTracker.map(({ connectionId, hours }) => {
        const connection = connections.get(connectionId)
        const name = connection?.name ?? connectionId
        return {
          key: connectionId,
          hours,
          what: (
            <Link to={`/connections/${connectionId}` as '/'}>
              <TrackerMark kind={connection?.kind ?? ''} name={name} /> {name}
            </Link>
          ),
        }
      })}
    />
  )
}

function ByInitiative({ person: { byInitiative } }: { readonly person: Person }) {
  const { byId } = useTree()
  return (
    <Hours
      title={text.byInitiative}
      rows={byInitiative.map(({ initiativeId, hours }) => ({
        key: initiativeId ?? '',
        hours,
        what:
          initiativeId === null ? (
            text.inNone
          ) : (
            <Link to={`/initiatives/${initiativeId}` as '/'}>{byId.get(initiativeId)?.name ?? initiativeId}</Link>
          ),
      }))}
    />
  )
}

interface HoursRow {
  readonly key: string
  readonly what: ReactNode
  readonly hours: number
}

function Hours({ title, rows }: { readonly title: string; readonly rows: readonly HoursRow[] }) {
  return (
    <>
      <Title order={3} size="h5" mb={4}>
        {title}
      </Title>
      {rows.length === 0 ? (
        <Text size="sm" className="quiet" mb="md">
          {text.nothing}
        </Text>
      ) : (
        <table className={classes.hours}>
          <thead>
            <tr>
              <th scope="col">{text.what}</th>
              <th scope="col">{text.hours}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, what, hours }) => (
              <tr key={key}>
                <th scope="row">{what}</th>
                <td>{words.capacity.hours(formatNumber(hours))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  )
}
