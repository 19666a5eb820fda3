import nock from 'nock'
import { afterAll, expect, it } from 'vitest'
import type { Source } from '../../../connectors/connector.ts'
import jira from '../../../connectors/jira/index.ts'
import { samples } from '../../../connectors/jira/recordings/index.ts'
import type { Exchange } from '../../../connectors/recording.ts'
import type { RawRecord } from '../../../src/work/raw-record.ts'
import { gather } from '../operations.ts'
import { openRecorded, trainsScope } from './recorded-site.ts'

afterAll(() => {
  nock.cleanAll()
  nock.enableNetConnect()
})

const page = (...values: readonly Exchange['answer'][]): Exchange['answer'] => ({
  startAt: 0,
  maxResults: 50,
  isLast: true,
  values: [...values],
})
const trains = { id: 1, name: 'Trains', type: 'scrum', location: { projectId: 10000, projectKey: 'TRN' } }
const stations = { id: 3, name: 'Stations', type: 'scrum', location: { projectId: 10001, projectKey: 'STN' } }
const own = { id: 50, state: 'future', name: 'Stations 1', originBoardId: 3 }
const guest = { id: 31, state: 'active', name: 'Depot 3', originBoardId: 40 }

async function readSprints(source: Source): Promise<ReadonlyMap<string, readonly RawRecord[]>> {
  const byScope = new Map<string, readonly RawRecord[]>()
  for await (const scope of source.discover()) {
    if (!scope.streams.includes('iterations')) continue
    const pages = await gather(source.read('iterations', scope, null))
    byScope.set(
      scope.externalId,
      pages.flatMap(({ records }) => records),
    )
  }
  return byScope
}

it('tells a sprint once, in the project of the board it was made on, with all boards of that project', async () => {
  const second = { ...trains, id: 2, name: 'Trains, second board' }
  const { source } = openRecorded(
    { method: 'GET', path: '/rest/agile/1.0/board', answer: page(trains, second, stations) },
    { method: 'GET', path: '/rest/agile/1.0/board/1/sprint', answer: page(samples.sprint7) },
    { method: 'GET', path: '/rest/agile/1.0/board/2/sprint', answer: page(samples.sprint7) },
    { method: 'GET', path: '/rest/agile/1.0/board/3/sprint', answer: page(samples.sprint7, own) },
  )
  const read = await readSprints(source)
  expect(read.get('10000')?.flatMap(record => jira.parse(record))).toEqual([
    {
      type: 'iteration',
      externalId: '7',
      projectId: '10000',
      name: 'Trains 7',
      path: null,
      state: 'closed',
      startDay: '2026-10-19',
      endDay: '2026-10-30',
      completedAt: '2026-10-30T15:12:44.120Z',
      seenAt: expect.any(String),
      goal: 'Doors close, even in frost',
      teamIds: ['1', '2'],
    },
  ])
  expect(read.get('10001')?.map(({ externalId }) => externalId)).toEqual(['50'])
})

it('tells a guest alike in every project it visits', async () => {
  const { source } = openRecorded(
    { method: 'GET', path: '/rest/agile/1.0/board/1/sprint', answer: page(guest) },
    { method: 'GET', path: '/rest/agile/1.0/board/3/sprint', answer: page(guest, own) },
    { method: 'GET', path: '/rest/agile/1.0/board/40', status: 404, answer: { errorMessages: ['no'] } },
  )
  const read = await readSprints(source)
  const [first] = read.get('10000') ?? []
  expect(first).toMatchObject({ externalId: '31', context: { boardIds: [40], projectId: null } })
  expect(read.get('10001')).toContainEqual(first)
})

it('names the boards it could not read, and goes on with the others', async () => {
  for (const [status, kind] of [
    [400, 'unsupported_board'],
    [422, 'unsupported_board'],
    [404, 'unsupported_board'],
    [403, 'forbidden'],
  ] as const) {
    const hidden = { ...trains, id: 5, name: 'Private' }
    const { source } = openRecorded(
      { method: 'GET', path: '/rest/agile/1.0/board', answer: page(hidden, trains, stations) },
      { method: 'GET', path: '/rest/agile/1.0/board/5/sprint', status, answer: { errorMessages: ['no'] } },
      { method: 'GET', path: '/rest/agile/1.0/board/1/sprint', answer: page(samples.sprint7) },
    )
    const scope = { externalId: '10000', name: 'Trains', streams: ['iterations'] as const }
    const [only] = await gather(source.read('iterations', scope, null))
    expect(only?.records.map(({ externalId }) => externalId)).toEqual(['7'])
    expect(only?.gaps).toMatchObject([{ kind, subject: 'board 5' }])
  }
})

it('does not ask kanban boards for sprints they cannot have', async () => {
  const { source, seen } = openRecorded()
  await gather(source.read('iterations', trainsScope, null))
  expect(seen.requests).not.toContain('GET /rest/agile/1.0/board/2/sprint')
})

it('asks for the boards of a project where a board does not say in which project it lies', async () => {
  const personal = { id: 9, name: 'Of a person', type: 'scrum', location: { userId: 7 } }
  const { source, seen } = openRecorded(
    { method: 'GET', path: '/rest/agile/1.0/board', query: { projectKeyOrId: '10000' }, answer: page(trains) },
    { method: 'GET', path: '/rest/agile/1.0/board', answer: page(trains, stations, personal) },
    { method: 'GET', path: '/rest/agile/1.0/board/1/sprint', answer: page(samples.sprint7) },
  )
  const [only] = await gather(source.read('iterations', trainsScope, null))
  expect(only?.records.map(({ externalId }) => externalId)).toEqual(['7'])
  expect(seen.requests).toContain('GET /rest/agile/1.0/board')
})
