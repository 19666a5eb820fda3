import { Button, NativeSelect, Alert as Notice } from '@mantine/core'
import { useMemo } from 'react'
import { NodeSelect } from '../../forms/node-select.tsx'
import { usePortfolio, useSearchText, useSetSearch } from '../../shell/place.ts'
import { words } from '../../words/words.ts'
import { SEVERITIES, STATES } from './alert.ts'
import classes from './alert-filters.module.css'

const text = words.alerts.filters
const FILTERS = ['severity', 'kind', 'initiative', 'node'] as const
const SUBJECTS = ['milestone', 'connection', 'channel'] as const

/** What of the alerts is shown, and how. */
export interface Chosen {
  readonly state: string
  readonly severity: string
  readonly kind: string
  readonly initiative: string
  /** Of the initiatives at or below it. */
  readonly node: string
  readonly group: string
  readonly sort: string
}

/** What stands for its absence in the address. */
const USUAL: Chosen = { state: 'open', severity: '', kind: '', initiative: '', node: '', group: 'none', sort: 'newest' }

export function useChosen(): Chosen {
  const state = useSearchText('state', USUAL.state)
  const severity = useSearchText('severity', USUAL.severity)
  const kind = useSearchText('kind', USUAL.kind)
  const initiative = useSearchText('initiative', USUAL.initiative)
  const node = useSearchText('node', USUAL.node)
  const group = useSearchText('group', USUAL.group)
  const sort = useSearchText('sort', USUAL.sort)
  return useMemo(
    () => ({ state, severity, kind, initiative, node, group, sort }),
    [state, severity, kind, initiative, node, group, sort],
  )
}

const labelled = (entries: Readonly<Record<string, string>>) =>
  Object.entries(entries).map(([value, label]) => ({ value, label }))

export function AlertFilters({ chosen }: { readonly chosen: Chosen }) {
  const { portfolio } = usePortfolio()
  const setSearch = useSetSearch()
  const subjects = [useSearchText('milestone', ''), useSearchText('connection', ''), useSearchText('channel', '')]
  const hasSubject = subjects.some(each => each !== '')
  const isFiltered = hasSubject || FILTERS.some(name => chosen[name] !== '')
  const clear = () => setSearch(Object.fromEntries([...SUBJECTS, ...FILTERS].map(name => [name, undefined] as const)))
  const choice = (name: keyof Chosen, label: string, options: readonly { value: string; label: string }[]) => (
    <NativeSelect
      size="xs"
      label={label}
      value={chosen[name]}
      data={[...options]}
      onChange={({ currentTarget: { value } }) => setSearch({ [name]: value === USUAL[name] ? undefined : value })}
    />
  )
  const all = { value: '', label: text.all }
  const { severity } = words.meanings
  return (
    <>
      <div className={`${classes.filters} no-print`}>
        {choice('state', text.state, [
          ...STATES.map(value => ({ value, label: words.alerts.states[value] })),
          { value: 'all', label: text.allStates },
        ])}
        {choice('severity', text.severity, [all, ...SEVERITIES.map(value => ({ value, label: severity[value] }))])}
        {choice('kind', text.kind, [all, ...labelled(words.alerts.kinds)])}
        <NodeSelect
          size="xs"
          className={classes.where}
          label={text.node}
          nothing={text.all}
          portfolioId={portfolio?.id}
          value={chosen.initiative === '' ? chosen.node : chosen.initiative}
          onChange={node => setSearch({ node, initiative: undefined })}
        />
        {choice('group', text.group, labelled(text.groups))}
        {choice('sort', text.sort, labelled(text.sorts))}
        {isFiltered ? (
          <Button size="xs" variant="default" onClick={clear}>
            {text.clear}
          </Button>
        ) : null}
      </div>
      {hasSubject ? (
        <Notice color="indigo" mx="sm" mb="sm" py="xs">
          {text.subject}
        </Notice>
      ) : null}
    </>
  )
}
