import { words } from '../../words/words.ts'
import { type Alert, SEVERITIES } from './alert.ts'

export interface AlertGroup {
  readonly key: string
  /** Null: there is no grouping. */
  readonly title: string | null
  readonly alerts: readonly Alert[]
}

export interface AlertView {
  readonly group: string
  readonly sort: string
}

const text = words.alerts

/** The alerts in the order and under the headings that a reader chose. */
export function arrangeAlerts(alerts: readonly Alert[], { group, sort }: AlertView): readonly AlertGroup[] {
  const ordered = sort === 'severity' ? alerts.toSorted((a, b) => rank(a) - rank(b)) : alerts
  if (group === 'none') return [{ key: '', title: null, alerts: ordered }]
  if (group === 'cause') return groupByCause(ordered)
  const keyOf = ({ kind, initiativeId }: Alert): string => (group === 'kind' ? kind : (initiativeId ?? ''))
  const titleOf = ({ kind, initiativeId, initiativeName }: Alert): string =>
    group === 'kind'
      ? text.kinds[kind]
      : initiativeId === null
        ? text.noInitiative
        : (initiativeName ?? text.unknownInitiative)
  return [...Map.groupBy(ordered, keyOf)].flatMap(([key, group]) => {
    const [first] = group
    return first === undefined ? [] : [{ key, title: titleOf(first), alerts: group }]
  })
}

const rank = ({ severity }: Alert): number => SEVERITIES.indexOf(severity)

/** One move in a tracker can date many milestones: who moved what at the same instant is one cause. */
function groupByCause(alerts: readonly Alert[]): readonly AlertGroup[] {
  const groups = [...Map.groupBy(alerts, causeOf)]
  const shared = groups.filter(([, group]) => group.length > 1)
  const alone = groups.filter(([, group]) => group.length === 1).flatMap(([, group]) => group)
  const named = shared.map(([key, group]): AlertGroup => {
    const names = group.flatMap(({ details }) => details.milestoneName ?? [])
    return { key, title: text.causes.shared([...new Set(names)].join(', ')), alerts: group }
  })
  return alone.length === 0 ? named : [...named, { key: 'alone', title: text.causes.ownCause, alerts: alone }]
}

function causeOf({ id, kind, details: { byPersonId, connectionId, at } }: Alert): string {
  const isMove = kind === 'milestone_slipped' || kind === 'milestone_pulled_in'
  return isMove && connectionId !== null ? JSON.stringify([connectionId, byPersonId, at]) : id
}
