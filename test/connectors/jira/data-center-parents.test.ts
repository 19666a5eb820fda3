import { expect, onTestFinished, test } from 'vitest'
import type { FaultRequest } from '../../../demo/faults.ts'
import { generate } from './filled-site.ts'
import { type OpenedSite, openSite, readStream } from './stand-in-site.ts'

const isLookUp = ({ path, body }: FaultRequest): boolean =>
  path.endsWith('/search') && JSON.stringify(body).includes('"key in (')

async function open(): Promise<OpenedSite> {
  const site = await openSite({ product: 'data-center', site: generate(), limits: { issuesInSearch: 5 } })
  onTestFinished(() => site.close())
  return site
}

const readParents = async ({ source }: OpenedSite): Promise<ReadonlyMap<string, unknown>> => {
  const { records } = await readStream(source, 'work_items')
  return new Map(
    records.flatMap(record =>
      record.type === 'work_item' ? [[record.externalId, record.history.at(-1)?.set.parent] as const] : [],
    ),
  )
}

test('parents that the search does not find are asked for one by one', async () => {
  const opened = await open()
  const whole = await readParents(opened)
  opened.standIn.faults.add({
    match: isLookUp,
    fault: 'rewritten',
    times: Number.POSITIVE_INFINITY,
    rewrite: answer => JSON.stringify({ ...JSON.parse(answer), total: 0, issues: [] }),
  })
  expect(await readParents(opened)).toEqual(whole)
  expect(opened.standIn.faults.countUsed()).toBeGreaterThan(0)
})
