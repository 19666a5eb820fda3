import { afterEach, beforeEach, expect, it } from 'vitest'
import { UnavailableError } from '../../../connectors/errors.ts'
import { createSmallSite } from '../../flows/small-trackers.ts'
import { failIssues } from './issue-errors.ts'
import { type OpenedSite, openSite } from './stand-in-site.ts'

let opened: OpenedSite
let ids: readonly string[]
beforeEach(async () => {
  opened = await openSite({ site: createSmallSite(['WEB'], 30) })
  ids = opened.site.data.issues.map(({ id }) => id)
})
afterEach(() => opened.close())

const fetchAll = async (asked = ids) =>
  new Map(
    (await opened.source.fetch(asked.map(externalId => ({ kind: 'work_item', externalId })))).map(each => [
      each.ref.externalId,
      each.outcome,
    ]),
  )
const countRequests = () => opened.notes.filter(({ endpointClass }) => endpointClass === 'issue_bulkfetch').length

it('an issue that Jira fails to answer, also alone, is refused, and all others are found', async () => {
  const [, bad = ''] = ids
  opened.standIn.faults.add(failIssues([bad]))
  const outcomes = await fetchAll()
  expect(outcomes.get(bad)).toBe('refused')
  expect([...outcomes].filter(([id]) => id !== bad).map(([, outcome]) => outcome)).toEqual(
    ids.slice(1).map(() => 'found'),
  )
  expect(countRequests()).toBe(2)
})

it('one that it answers alone is found, with its history', async () => {
  const [, bad = ''] = ids
  const whole = await opened.source.fetch([{ kind: 'work_item', externalId: bad }])
  opened.standIn.faults.add(failIssues([bad], asked => asked.length > 1))
  const [found] = (
    await opened.source.fetch(ids.map(externalId => ({ kind: 'work_item' as const, externalId })))
  ).filter(({ ref }) => ref.externalId === bad)
  const payloadOf = (answer: typeof found) => (answer?.outcome === 'found' ? answer.records[0]?.payload : null)
  expect(payloadOf(found)).toEqual(payloadOf(whole[0]))
  expect(payloadOf(found)).toBeTruthy()
})

it('many that are too much at once are found, fewer at once', async () => {
  opened.standIn.faults.add(failIssues(ids, asked => asked.length > 8))
  expect(new Set((await fetchAll()).values())).toEqual(new Set(['found']))
  expect(countRequests()).toBeLessThan(10)
})

it('one that it fails to answer and does not have is not visible', async () => {
  opened.standIn.faults.add(failIssues(['99999']))
  expect(await fetchAll(['99999', ...ids.slice(0, 2)])).toEqual(
    new Map([['99999', 'not_visible'], ...ids.slice(0, 2).map(id => [id, 'found'] as const)]),
  )
})

it('nothing is refused while Jira does not answer at all', async () => {
  const [, bad = ''] = ids
  opened.standIn.faults.add(failIssues([bad]))
  opened.standIn.faults.add({
    match: ({ path }) => /\/issue\/\d+|myself/.test(path),
    fault: 'status',
    status: 500,
    times: Infinity,
  })
  await expect(fetchAll()).rejects.toThrow(UnavailableError)
})
