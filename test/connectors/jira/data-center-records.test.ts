import nock from 'nock'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import jira from '../../../connectors/jira/index.ts'
import { otherRecordings } from '../../../connectors/jira/recordings/index.ts'
import type { Recordings } from '../../../connectors/recording.ts'
import type { Stream } from '../../../src/work/raw-record.ts'
import type { SourceRecord, SourceWorkItem } from '../../../src/work/source-record.ts'
import { gather } from '../operations.ts'
import { createReplayIo, replay } from '../replay.ts'

const recordings = otherRecordings['Data Center'] as Recordings
const open = () =>
  jira.open(recordings.settings as never, recordings.credentials as never, createReplayIo(recordings).io)
beforeEach(() => void replay(recordings))
afterAll(() => {
  nock.cleanAll()
  nock.enableNetConnect()
})

async function read(stream: Stream, scopeId = 'site'): Promise<readonly SourceRecord[]> {
  const pages = await gather(open().read(stream, { externalId: scopeId, name: scopeId, streams: [stream] }, null))
  return pages.flatMap(page => page.records.flatMap(record => jira.parse(record)))
}
const readItem = async (id: string): Promise<SourceWorkItem> => {
  const items = (await read('work_items')).filter(each => each.type === 'work_item')
  const item = items.find(({ externalId }) => externalId === id)
  if (item === undefined) throw new Error(`no item ${id}`)
  return item
}

describe('records of Data Center', () => {
  it('tell the sprints of an issue in every order in which Java prints them', async () => {
    const { history } = await readItem('10401')
    const sprints = history.flatMap(({ set }) => (set.iterations === undefined ? [] : [set.iterations]))
    expect(sprints).toEqual([[], ['7'], ['7', '8', '9']])
  })

  it('tell the parent that only Epic Link or Parent Link names, now and before', async () => {
    expect((await readItem('10401')).history.map(({ set }) => set.parent).filter(Boolean)).toEqual(['10400'])
    expect((await readItem('10400')).history.map(({ set }) => set.parent).filter(Boolean)).toEqual(['10709', '10701'])
    expect((await readItem('10402')).history.map(({ set }) => set.parent)).toContain('10401')
  })

  it('know a field by its name where only one has it, and report those that cannot be told apart', async () => {
    const { history, fields, gap } = await readItem('10401')
    expect(fields).toMatchObject({ customfield_10028: 8 })
    expect(history.flatMap(({ set }) => set.customfield_10028 ?? [])).toEqual([5, 8])
    expect(gap).toMatch(/cannot be told apart or are gone: Effort, Old points/)
  })

  it('name people by their keys, and know those that were deleted', async () => {
    const people = (await read('work_items')).filter(each => each.type === 'person')
    expect(people.find(({ externalId }) => externalId === 'JIRAUSER10103')).toMatchObject({
      name: 'Bolaji Ade',
      active: false,
    })
    expect(people.find(({ externalId }) => externalId === 'JIRAUSER10102')).toMatchObject({
      email: 'alund@lumen.example',
      active: true,
    })
    const worklog = (await read('worklogs')).find(each => each.type === 'worklog')
    expect(worklog).toMatchObject({ authorId: 'JIRAUSER10103', workItemId: '10401', seconds: 7200 })
  })

  it('find the level of a type in whose parents its issues are, whatever it is called', async () => {
    const types = (await read('structure')).filter(each => each.type === 'item_type')
    expect(types.map(({ name, proposal }) => [name, proposal?.value, proposal?.confidence])).toEqual([
      ['Vorhaben', { kind: 'epic', level: 1 }, 0.9],
      ['Story', { kind: 'story', level: 0 }, 0.6],
      ['Sub-task', { kind: 'subtask', level: -1 }, 0.9],
      ['Programme', { kind: 'initiative', level: 2 }, 0.9],
    ])
  })

  it('propose a type above others by its name alone only for a person to confirm', () => {
    const type = {
      kind: 'issue_type',
      externalId: '1',
      revision: 0,
      revisionDetail: 0,
      context: {},
      fetchedAt: recordings.now,
    }
    const [epic] = jira.parse({ ...type, payload: { id: '1', name: 'Epic', subtask: false } })
    expect(epic).toMatchObject({ proposal: { value: { kind: 'epic', level: 1 }, confidence: 0.4, reason: 'name' } })
  })

  it('give a board its projects, and a sprint of several projects to none', async () => {
    const fields = (await read('structure')).filter(each => each.type === 'field')
    expect(fields.find(({ projectId }) => projectId === '10000')).toMatchObject({
      externalId: 'customfield_10028',
      proposal: { confidence: 0.95, reason: 'board configuration' },
    })
    const ofTrains = await read('iterations', '10000')
    expect(ofTrains.map(each => ('projectId' in each ? each.projectId : null))).toEqual(['10000', '10000', null])
    // Both projects tell it alike, or each reading would change it.
    expect(await read('iterations', '10001')).toEqual(ofTrains.slice(2))
  })
})
