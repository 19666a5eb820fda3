import { expect, test } from 'vitest'
import { findSilence, type Unannounced } from '../../../src/portfolio/alert/webhook-silence.ts'

const START = Date.parse('2027-03-05T17:00:00Z')
const hour = (hours: number): string => new Date(START + hours * 3_600_000).toISOString()

/** Heard last at 0; `items` changed between these hours. */
const untold = (
  project: string,
  items: number,
  [first, last]: readonly [number, number],
  set: Partial<Unannounced> = {},
) => ({
  connectionId: 'c',
  project,
  since: hour(0),
  connectionSince: hour(0),
  items,
  firstAt: hour(first),
  lastAt: hour(last),
  ...set,
})

test.each<[string, readonly Unannounced[], boolean]>([
  ['nothing changed: a quiet weekend', [], false],
  ['five items over two hours', [untold('A', 5, [1, 3])], true],
  ['four items over a week: as many as trackers lose', [untold('A', 4, [1, 168])], false],
  ['an import of many within the hour', [untold('A', 400, [1, 2])], false],
  ['a few of each project, all since the last notice', [untold('A', 2, [1, 1]), untold('B', 3, [2, 4])], true],
  [
    'a few of each, lost one by one while notices of others came',
    [untold('A', 2, [1, 1], { connectionSince: hour(50) }), untold('B', 3, [2, 40], { connectionSince: hour(50) })],
    false,
  ],
  ['one project, while notices of others come', [untold('A', 5, [1, 3], { connectionSince: hour(50) })], true],
])('%s (%#)', (_, projects, isSilent) => {
  expect(findSilence(projects) !== null).toBe(isSilent)
})

test('it says since when, of how many, where, and what to do', () => {
  const projects = [
    untold('Payments', 9, [1, 30], { connectionSince: hour(20), since: hour(-3) }),
    untold('Web', 1, [25, 25], { connectionSince: hour(20) }),
    untold('Lost long ago', 1, [2, 2], { connectionSince: hour(20) }),
  ]
  expect(findSilence(projects)).toMatchObject({ since: hour(-3), items: 9 })
  const reason = findSilence([...projects, untold('Core', 5, [21, 26], { connectionSince: hour(20) })])?.reason
  expect(reason).toContain('Of at least 15 items that changed in Payments, Core, Web since 2027-03-05T14:00Z')
  expect(reason).toContain('POST /connections/:id/webhooks')
})
