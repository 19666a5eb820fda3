import { Alert as Notice } from '@mantine/core'
import { type Dispatch, type SetStateAction, useCallback, useMemo, useState } from 'react'
import type { Input } from '../../api/operation.ts'
import { useList, useNextPages } from '../../api/queries.ts'
import { Answered } from '../../shell/answered.tsx'
import { TodayOnly } from '../../shell/as-of.tsx'
import { Page } from '../../shell/page.tsx'
import { usePortfolio, useSearchText } from '../../shell/place.ts'
import { words } from '../../words/words.ts'
import type { Alert } from './alert.ts'
import { AlertActions } from './alert-actions.tsx'
import { AlertFilters, type Chosen, useChosen } from './alert-filters.tsx'
import { arrangeAlerts } from './alert-groups.ts'
import { AlertList } from './alert-list.tsx'
import { useArrivals } from './arrivals.ts'

const text = words.alerts

/** The inbox of a portfolio: what changed last first, filtered and grouped as the address says. */
export function AlertsPage() {
  const chosen = useChosen()
  const query = useList('GET /alerts', useQueryOf(chosen))
  // In the order of the service one page after the other will do; any other is of all of them.
  const isWhole = chosen.group !== 'none' || chosen.sort !== 'newest'
  const askForMore = useNextPages(query, isWhole)
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const { isNew, announcement } = useArrivals(query.data)
  return (
    <Page
      title={words.shell.pages.alerts}
      lead={query.data === undefined ? '' : text.lead(query.data.length, query.hasNextPage)}
    >
      <TodayOnly />
      <div className="panel">
        <AlertFilters chosen={chosen} />
        <p className="visually-hidden" aria-live="polite">
          {announcement}
        </p>
        <Answered query={query} height={480}>
          {alerts => (
            <>
              <AlertActions alerts={alerts.filter(({ id }) => selected.has(id))} onSelect={setSelected} />
              <Listed
                alerts={alerts}
                chosen={chosen}
                isNew={isNew}
                selected={selected}
                onSelect={setSelected}
                onNearEnd={askForMore}
              />
            </>
          )}
        </Answered>
      </div>
    </Page>
  )
}

interface ListedProperties {
  readonly alerts: readonly Alert[]
  readonly chosen: Chosen
  readonly isNew: (alert: Alert) => boolean
  readonly selected: ReadonlySet<string>
  readonly onSelect: Dispatch<SetStateAction<ReadonlySet<string>>>
  readonly onNearEnd: () => void
}

function Listed({ alerts, chosen, isNew, selected, onSelect, onNearEnd }: ListedProperties) {
  const { group, sort, state } = chosen
  const groups = useMemo(() => arrangeAlerts(alerts, { group, sort }), [alerts, group, sort])
  const select = useCallback(
    (ids: readonly string[], isSelected: boolean) =>
      onSelect(before => {
        const next = new Set(before)
        for (const id of ids) isSelected ? next.add(id) : next.delete(id)
        return next
      }),
    [onSelect],
  )
  if (alerts.length === 0)
    return (
      <Notice m="sm" title={state === 'open' ? text.noneOpen : text.none} color="gray">
        {state === 'open' ? text.noneOpenHint : null}
      </Notice>
    )
  return <AlertList groups={groups} isNew={isNew} selected={selected} onSelect={select} onNearEnd={onNearEnd} />
}

/** What the service is asked for; links from other pages may name a milestone, a connection or a channel. */
function useQueryOf({ state, severity, kind, initiative, node }: Chosen): Input<'GET /alerts'> | null {
  const { portfolio: shown, isKnown } = usePortfolio()
  const milestone = useSearchText('milestone', '')
  const connection = useSearchText('connection', '')
  const channel = useSearchText('channel', '')
  return useMemo(() => {
    if (!isKnown) return null
    const named = { initiative, node, milestone, connection, channel }
    const isNamed = Object.values(named).some(value => value !== '')
    const about = isNamed ? named : { portfolio: shown?.id ?? '' }
    const given = { state: state === 'all' ? '' : state, severity, kind, ...about }
    // Words that the service does not know it refuses in a sentence of its own.
    return { query: Object.fromEntries(Object.entries(given).filter(([, value]) => value !== '')) }
  }, [state, severity, kind, initiative, node, milestone, connection, channel, shown?.id, isKnown])
}
