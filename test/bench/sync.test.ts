import { gunzipSync } from 'node:zlib'
import { expect, inject, test } from 'vitest'
import { createTestDatabase } from '../database.ts'
import { runScript } from '../run-script.ts'
import { judge } from './goals.ts'
import { compressPiece, joinPieces } from './gzip-piece.ts'
import type { Round } from './measure-sync.ts'
import { readOptions } from './options.ts'
import { verifyStored } from './verify.ts'

test('the bench syncs both trackers, beside their floors, and prints one document', async () => {
  const small = ['--items', '200', '--latency', '0', '--phases', 'first']
  const args = ['--json', ...small, '--database', inject('serverUrl')]
  const { code, out, err } = await runScript('test/bench/sync.ts', args)
  expect({ code, err }).toEqual({ code: 0, err: expect.stringMatching(/held|MISSED/) })
  const { results, goals } = JSON.parse(out) as { results: readonly Round[]; goals: readonly object[] }
  expect(results.map(({ kind }) => kind)).toEqual(['jira', 'azure-devops'])
  for (const { phases, floor } of results) {
    expect(phases.map(({ phase, items }) => ({ phase, items }))).toEqual([{ phase: 'first', items: 200 }])
    expect(floor.read.requests).toBe(floor.both.requests)
    expect(phases[0]?.rows).toContainEqual(expect.objectContaining({ table: 'work_item', rows: 200 }))
    for (const { wallSeconds, cpuSeconds, peakMb } of [...phases, floor.read, floor.write, floor.both]) {
      expect(Math.min(wallSeconds, cpuSeconds, peakMb)).toBeGreaterThan(0)
    }
  }
  expect(goals).toHaveLength(8)
}, 400_000)

test('a store that lacks something the tracker has breaks the bench', async () => {
  const database = await createTestDatabase()
  try {
    const nobody = '00000000-0000-4000-8000-000000000000'
    await expect(verifyStored(database.url, nobody, { workItems: 1 })).rejects.toThrow('0 stored, 1 at the tracker')
    await verifyStored(database.url, nobody, { workItems: 0 })
  } finally {
    await database.drop()
  }
})

test('an answer put together from compressed parts is one gzip stream', () => {
  const texts = ['{"issues":[', `"${'a long text, '.repeat(900)}"`, ',', '"ü"', ']}']
  expect(gunzipSync(joinPieces(texts.map(compressPiece))).toString('utf8')).toBe(texts.join(''))
})

test('a goal that is missed is said to be missed', () => {
  const usage = { wallSeconds: 10, cpuSeconds: 5, peakMb: 351 }
  const requests = [{ endpoint: 'POST /search/jql', group: 'work items', count: 22 }] as const
  const floor = { ...usage, wallSeconds: 4, requests: 20 }
  const round: Round = {
    kind: 'jira',
    latencyMs: 0,
    phases: [{ phase: 'first', items: 1_000, rows: [], ...usage, requests }],
    floor: { read: floor, write: floor, both: floor },
  }
  expect(judge([round])).toEqual([
    { goal: 'jira, 0 ms: first sync, times the floor', limit: 2, measured: 2.5, held: false },
    { goal: 'jira, 0 ms: first sync, requests per 1,000 items', limit: 22, measured: 22, held: true },
    { goal: 'jira, 0 ms: peak memory, MB', limit: 350, measured: 351, held: false },
    { goal: 'jira, 0 ms: requests for a whole structure, per project', limit: 3, measured: 0, held: true },
  ])
})

test('options that make no sense are refused in a sentence', () => {
  expect(() => readOptions(['--items', 'many'])).toThrow('--items takes whole numbers from 100 on.')
  expect(() => readOptions(['--tracker', 'other'])).toThrow('--tracker is one of')
  expect(() => readOptions(['--phases', 'unchanged'])).toThrow('--phases is a beginning of')
  expect(readOptions([])).toMatchObject({
    items: 20_000,
    latenciesMs: [0, 80],
    rounds: 1,
    trackers: ['jira', 'azure-devops'],
  })
})
