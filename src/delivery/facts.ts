import type { AlertMessage } from './channel.ts'
import { cut } from './cut.ts'

/** What stands beside the sentence of a message, a label and a value each; what is not known is left out. */
export function listFacts({
  initiative,
  milestone,
  owner,
  channel,
  severity,
  change,
  tracker,
  by,
  details,
}: AlertMessage) {
  const facts: readonly (readonly [label: string, value: string | null])[] = [
    ['Initiative', initiative],
    ['Milestone', milestone],
    ['Owner', owner],
    ['Channel', channel],
    ['Severity', change === 'resolved' ? null : severity],
    ['Baseline', details.baselineDay],
    ['Moved by', details.movedByDays === null ? null : by],
    ['In', tracker],
    ['Waiting for it', change === 'resolved' ? null : nameWaiting(details)],
    ['Data of', details.dataAt === null ? null : `${details.dataAt.slice(0, 16).replace('T', ' ')} UTC`],
  ]
  return facts.flatMap(([label, value]) => (value === null ? [] : [{ label, value }]))
}

/** Where to look in the tracker, and what to call it; null where there is no page of it. */
export function linkOf({ url, tracker }: Pick<AlertMessage, 'url' | 'tracker'>) {
  return isPage(url) ? { url, label: `Open in ${tracker ?? 'the tracker'}` } : null
}

const isPage = (url: string | null): url is string => url !== null && /^https?:\/\/\S+$/i.test(url)

/** A title longer than that is cut, and a link longer than that is left out: several have to fit. */
const TITLE_LENGTH = 100
const LINK_LENGTH = 300

/** The items behind it, each with its page in the tracker where there is one; of what is over, none. */
export const listDrivers = ({ change, drivers }: Pick<AlertMessage, 'change' | 'drivers'>) =>
  (change === 'resolved' ? [] : drivers).map(({ key, title, url }) => ({
    label: cut(`${key} ${title}`, TITLE_LENGTH),
    url: isPage(url) && url.length <= LINK_LENGTH ? url : null,
  }))

const MOST_WAITING = 3

function nameWaiting({ downstream }: AlertMessage['details']): string | null {
  if (downstream.length === 0) return null
  const names = downstream
    .slice(0, MOST_WAITING)
    .map(({ name, initiative }) => cut(initiative === null ? name : `${name} (${initiative})`, TITLE_LENGTH))
  const left = downstream.length - names.length
  return `${names.join(', ')}${left > 0 ? ` and ${left} more` : ''}`.replaceAll(/\s+/g, ' ')
}

const STANDING = { opened: 'New', worsened: 'Worse', reminded: 'Still open', escalated: 'Not answered' } as const

/** A word for the eye; colour alone would not reach everybody. */
export function nameStanding({ change, severity }: Pick<AlertMessage, 'change' | 'severity'>): string {
  if (change === 'resolved') return 'Resolved'
  const word = STANDING[change]
  return `${word}, ${severity}`
}
