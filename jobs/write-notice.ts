import type { Notice } from '../src/delivery/channel.ts'
import { writeTitle } from '../src/delivery/title.ts'
import type { DueNotice } from '../src/store/alert/deliveries.ts'

/** What the outbox holds, as the channels say it. */
export function writeNotice({ id, deliveries }: DueNotice, at: string): Notice {
  const entries = deliveries.map(({ initiativeName, personName, trackerName, channelName, ...rest }) => ({
    ...rest,
    initiative: onOneLine(initiativeName),
    milestone: onOneLine(rest.details.milestoneName),
    tracker: onOneLine(trackerName),
    channel: onOneLine(channelName),
    owner: onOneLine(rest.owner),
    drivers: rest.drivers.map(({ key, title, url }) => ({ key, title: onOneLine(title) ?? '', url })),
    by: onOneLine(personName),
  }))
  return { id, at, title: writeTitle(entries), entries }
}

/** Names come from trackers; a line end in one would look like a line of ours. */
const onOneLine = (name: string | null): string | null => name?.replaceAll(/\s+/g, ' ').trim() ?? null
