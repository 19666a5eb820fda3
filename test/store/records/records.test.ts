import { EventEmitter, once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import azureDevOps from '../../../connectors/azure-devops/index.ts'
import type { Source } from '../../../connectors/connector.ts'
import { generateOrganization } from '../../../demo/azure-devops/generate-organization.ts'
import { type AzureDevOpsStandIn, startAzureDevOpsStandIn } from '../../../demo/azure-devops/server.ts'
import { DEMO_SEED } from '../../../demo/organisation.ts'
import { type Random, seededRandom } from '../../../demo/random.ts'
import type { Queryable } from '../../../src/store/database.ts'
import { createMappingReader } from '../../../src/store/mapping/mapping-reader.ts'
import { takeReadTicket } from '../../../src/store/records/guarded-write.ts'
import { toReadRecord } from '../../../src/store/records/raw-records.ts'
import { applyRecords } from '../../../src/store/records/records.ts'
import { type RawRecord, STREAMS } from '../../../src/work/raw-record.ts'
import { createTestDatabase, type TestDatabase } from '../../database.ts'
import { saveConnection } from '../../flows/connections.ts'
import { dumpState } from '../../flows/dump.ts'

let database: TestDatabase
let standIn: AzureDevOpsStandIn
let structure: RawRecord[]
let work: RawRecord[]

beforeAll(async () => {
  database = await createTestDatabase()
  standIn = await startAzureDevOpsStandIn({ organization: generateOrganization({ seed: DEMO_SEED, now: new Date() }) })
  const source = azureDevOps.open(
    { baseUrl: standIn.url },
    { type: 'personal-access-token', token: 'any' },
    {
      signal: new AbortController().signal,
      now: () => new Date(),
      onRequest: () => {},
      takeTurn: async () => {},
      privateHosts: ['127.0.0.1'],
      access: async () => ({ value: '', expiresAt: null }),
    },
  )
  const everything = await readAll(source)
  await source.close()
  structure = everything.filter(({ kind }) => kind !== 'revision' && kind !== 'link')
  // Every tenth item of the organisation and all that were deleted, with all revisions and links of theirs.
  const revisions = everything.filter(({ kind }) => kind === 'revision')
  const deleted = new Set(revisions.filter(isDeletion).map(itemOf))
  expect(deleted.size).toBeGreaterThan(3)
  const chosen = new Set(revisions.map(itemOf).filter(id => Number(id) % 10 === 0 || deleted.has(id)))
  work = everything.filter(
    record =>
      (record.kind === 'revision' && chosen.has(itemOf(record))) ||
      (record.kind === 'link' && chosen.has(endOf(record))),
  )
})

afterAll(async () => {
  await standIn.close()
  await database.drop()
})

const isDeletion = (record: RawRecord): boolean => azureDevOps.parse(record).some(({ type }) => type === 'removal')

/** The end of a link that is the child, or acts on the other. */
const endOf = ({ externalId }: RawRecord): string => externalId.split(':')[2]?.split('@')[0] ?? ''
const itemOf = ({ externalId }: RawRecord): string => externalId.split('@')[0] ?? ''

async function readAll(source: Source): Promise<RawRecord[]> {
  const records: RawRecord[] = []
  const scopes = []
  for await (const scope of source.discover()) scopes.push(scope)
  for (const stream of STREAMS) {
    for (const scope of scopes.filter(({ streams }) => streams.includes(stream))) {
      for await (const page of source.read(stream, scope, null)) records.push(...page.records)
    }
  }
  return records
}

/** The same connection id in every run, so that the ids made from it are the same too. */
async function applyAll(batches: readonly (readonly RawRecord[])[]): Promise<Record<string, readonly object[]>> {
  const rollback = new Error('only to look')
  let dump: Record<string, readonly object[]> = {}
  const connectionId = await sharedConnection(database.db)
  await database.db
    .transaction(async tx => {
      await apply(tx, [structure, ...batches])
      dump = await dumpState(tx, connectionId)
      throw rollback
    })
    .catch((error: unknown) => {
      if (error !== rollback) throw error
    })
  return dump
}

/** What is stored when the second begins before the first has ended. */
async function applyAtOnce(
  first: readonly RawRecord[],
  second: readonly RawRecord[],
): Promise<Record<string, readonly object[]>> {
  const connectionId = await sharedConnection(database.db)
  const other = await createTestDatabase()
  try {
    const token = { type: 'personal-access-token', token: 'any' }
    await saveConnection(other.db, 'azure-devops', { baseUrl: standIn.url }, token, connectionId)
    await other.db.transaction(tx => apply(tx, [structure]))
    const moments = new EventEmitter()
    const stored = once(moments, 'stored')
    const mayEnd = once(moments, 'may end')
    const earlier = other.db.transaction(async tx => {
      await apply(tx, [first])
      moments.emit('stored')
      await mayEnd
    })
    await Promise.race([stored, earlier])
    const later = other.db.transaction(tx => apply(tx, [second]))
    await Promise.race([later, pause(500)])
    moments.emit('may end')
    await Promise.all([earlier, later])
    return await dumpState(other.db, connectionId)
  } finally {
    await other.drop()
  }
}

async function apply(tx: Queryable, batches: readonly (readonly RawRecord[])[]): Promise<void> {
  const connectionId = await sharedConnection(tx)
  const loadMapping = createMappingReader(connectionId)
  for (const batch of batches) {
    const reading = { readTicket: await takeReadTicket(tx), readQuality: 0 as const }
    const records = batch.map(raw => toReadRecord(raw, reading))
    await applyRecords(tx, records, { connectionId, parse: azureDevOps.parse, loadMapping })
  }
}

let connectionId: string | null = null
async function sharedConnection(db: Queryable): Promise<string> {
  connectionId ??= await saveConnection(
    db,
    'azure-devops',
    { baseUrl: standIn.url },
    { type: 'personal-access-token', token: 'any' },
  )
  return connectionId
}

const inPages = (records: readonly RawRecord[], size: number): readonly (readonly RawRecord[])[] =>
  Array.from({ length: Math.ceil(records.length / size) }, (_, page) => records.slice(page * size, (page + 1) * size))

function shuffle(records: readonly RawRecord[], random: Random): RawRecord[] {
  const shuffled = [...records]
  for (let left = shuffled.length - 1; left > 0; left--) {
    const other = random.between(0, left)
    const [a, b] = [shuffled[left], shuffled[other]]
    if (a !== undefined && b !== undefined) [shuffled[left], shuffled[other]] = [b, a]
  }
  return shuffled
}

test('the size of pages does not change what is stored', async () => {
  const expected = await applyAll([work])
  expect(expected.workItems?.length).toBeGreaterThan(100)
  expect(expected.worklogs?.length).toBeGreaterThan(20)
  expect(await applyAll(inPages(work, 250))).toEqual(expected)
})

test('records that come late, in any order and twice end in the same state', async () => {
  const expected = await applyAll([work])
  for (const seed of [1, 2, 3, 4]) {
    const random = seededRandom(seed)
    const twice = shuffle([...work, ...work.filter(() => random.chance(0.3))], random)
    expect(await applyAll(inPages(twice, random.between(100, 400)))).toEqual(expected)
  }
}, 60_000)

test('items and the links that name their parents may be stored at the same moment, whichever comes first', async () => {
  const expected = await applyAll([work])
  const links = work.filter(({ kind }) => kind === 'link')
  const revisions = work.filter(({ kind }) => kind !== 'link')
  expect(await applyAtOnce(links, revisions)).toEqual(expected)
  expect(await applyAtOnce(revisions, links)).toEqual(expected)
}, 60_000)
