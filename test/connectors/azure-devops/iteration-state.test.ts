import { expect, test } from 'vitest'
import { parseIteration, readIterations } from '../../../connectors/azure-devops/iterations.ts'
import type { Organization } from '../../../connectors/azure-devops/organization.ts'
import { toReadRecord } from '../../../src/store/records/raw-records.ts'

const NODE = {
  id: 12,
  identifier: 'a',
  name: 'Sprint 12',
  path: '\\Shop\\Iteration\\Sprint 12',
  attributes: { startDate: '2027-03-01T00:00:00Z', finishDate: '2027-03-14T00:00:00Z' },
}

async function readOn(day: string) {
  const organization = {
    listNodes: async () => ({ areas: [], iterations: [NODE] }),
    now: () => new Date(`${day}T09:00:00Z`),
  } as unknown as Organization
  for await (const { records } of readIterations(organization, 'shop', null)) {
    const [raw] = records
    if (raw === undefined) throw new Error('nothing was read')
    const [iteration] = parseIteration(raw)
    const { hash } = toReadRecord(raw, { readTicket: 1, readQuality: 0 })
    return { hash, state: iteration?.type === 'iteration' ? iteration.state : undefined }
  }
  throw new Error('no page was read')
}

test('an iteration that begins or ends with the day alone is another record than it was, and else the same', async () => {
  const days = ['2027-02-28', '2027-03-01', '2027-03-14', '2027-03-15', '2027-03-16']
  const read = await Promise.all(days.map(readOn))
  expect(read.map(({ state }) => state)).toEqual(['future', 'active', 'active', 'closed', 'closed'])
  const [future, begun, ending, closed, later] = read.map(({ hash }) => hash)
  expect(begun).not.toBe(future)
  expect(ending).toBe(begun)
  expect(closed).not.toBe(ending)
  expect(later).toBe(closed)
})
