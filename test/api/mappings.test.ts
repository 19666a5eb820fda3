import { afterAll, beforeAll, expect, test } from 'vitest'
import { recordId } from '../../src/work/record-id.ts'
import { seedConnection, seedItem, seedProject, seedWord } from '../store/seed.ts'
import { type Ground, problemOf, startApi } from './ground.ts'

let ground: Ground
let jira: string
let pay: string
const url = () => `/api/v1/connections/${jira}/mappings`

const ESTIMATE = { role: 'estimate', unit: 'points', rank: 0 }

beforeAll(async () => {
  ground = await startApi()
  const { db } = ground.database
  jira = await seedConnection(db, 'Jira')
  pay = await seedProject(db, jira, 'PAY', 'Payments')
  const sure = { confidence: 90, reason: 'status category' }
  await seedWord(db, jira, 'status', '1', { name: 'To Do', proposed: 'todo', ...sure })
  await seedWord(db, jira, 'status', '2', { name: 'In QA', proposed: 'in_review', confidence: 60, reason: 'name' })
  await seedWord(db, jira, 'status', '3', { name: 'Parked' })
  await seedWord(db, jira, 'item_type', '9', { name: 'Story', proposed: { kind: 'story', level: 0 }, ...sure })
  await seedWord(db, jira, 'field', 'cf_1', { name: 'Points', projectId: 'PAY', proposed: ESTIMATE, ...sure })
  await seedWord(db, jira, 'field', 'cf_2', { name: 'Size', projectId: 'PAY', proposed: ESTIMATE, ...sure })
  await seedWord(db, jira, 'field', 'cf_3', { name: 'Colour' })
  for (let index = 0; index < 5; index++)
    await seedItem(db, jira, pay, `PAY-${index}`, {
      statusExternalId: index < 3 ? '3' : '2',
      fields: { cf_1: index, cf_2: null },
    })
})
afterAll(() => ground.close())

interface Word {
  readonly externalId: string
  readonly effective: { readonly meaning: unknown; readonly basis: string; readonly why: string }
  readonly items: number
  readonly project: { readonly id: string; readonly name: string } | null
}

const list = async (query = '') => {
  const response = await ground.request({ method: 'GET', url: `${url()}${query}` })
  expect(response.statusCode, response.body).toBe(200)
  return response.json<{ items: readonly Word[]; nextCursor: string | null; estimateFields: readonly object[] }>()
}
const decide = (...decisions: readonly object[]) =>
  ground.request({ method: 'PUT', url: url(), payload: { decisions } })
const wordOf = async (externalId: string) => (await list()).items.find(each => each.externalId === externalId)

test('words that need a person come first, of these those that most items use', async () => {
  const { items } = await list('?subject=status')
  expect(items.map(({ externalId, items: uses, effective }) => [externalId, uses, effective.meaning])).toEqual([
    ['3', 3, null],
    ['2', 2, 'in_review'],
    ['1', 0, 'todo'],
  ])
  expect(items.map(({ effective }) => effective.why)).toEqual([
    'Nothing is proposed for it.',
    'Proposed everywhere by name (60 % sure).',
    'Proposed everywhere by status category (90 % sure).',
  ])
  expect((await list('?needsReview=true')).items.map(({ externalId }) => externalId)).toEqual([
    'cf_1',
    '3',
    '2',
    'cf_2',
  ])
  expect((await list('?needsReview=false')).items.map(({ externalId }) => externalId)).not.toContain('3')
})

test('pages hold every word once', async () => {
  const all = (await list()).items.map(({ externalId }) => externalId)
  const paged: string[] = []
  for (let query = '?limit=2'; ; ) {
    const page = await list(query)
    paged.push(...page.items.map(({ externalId }) => externalId))
    if (page.nextCursor === null) break
    query = `?limit=2&cursor=${page.nextCursor}`
  }
  expect(paged).toEqual(all)
  const gone = Buffer.from(JSON.stringify(['status', 'gone', ''])).toString('base64url')
  const response = await ground.request({ method: 'GET', url: `${url()}?cursor=${gone}` })
  expect(problemOf(response)).toMatchObject({ status: 400, code: 'invalid_request' })
})

test('two boards that count different fields leave a project without an estimate until a person chooses', async () => {
  const shown = await list('?subject=field')
  expect(shown.estimateFields).toMatchObject([
    { project: { name: 'Payments' }, fields: [], rivals: [{ name: 'Points' }, { name: 'Size' }] },
  ])
  expect(await wordOf('cf_1')).toMatchObject({
    effective: { meaning: null, basis: 'none', needsReview: true },
    items: 5,
    project: { id: pay, name: 'Payments' },
  })
  const response = await decide({ subject: 'field', externalId: 'cf_1', projectId: pay, decision: 'confirm' })
  expect(response.statusCode).toBe(202)
  expect((await list('?subject=field')).estimateFields).toMatchObject([
    {
      fields: [{ externalId: 'cf_1', name: 'Points', unit: 'points' }],
      rivals: [],
      why: expect.stringContaining('by test'),
    },
  ])
  expect((await list('?subject=status')).estimateFields).toEqual([])
})

test('a decision is kept with who and when, rings for one replay, and can be taken back', async () => {
  const before = ground.rings.length
  const first = await decide({ subject: 'status', externalId: '3', decision: 'override', meaning: 'blocked' })
  expect(first.statusCode).toBe(202)
  expect(first.json()).toMatchObject({ mode: 'replay', state: 'queued', connectionId: jira })
  const second = await decide({ subject: 'status', externalId: '3', decision: 'override', meaning: null })
  expect(second.json<{ id: string }>().id).toBe(first.json<{ id: string }>().id)
  expect(ground.rings.slice(before).map(({ name }) => name)).toEqual(['sync-connection', 'sync-connection'])
  expect(await wordOf('3')).toMatchObject({
    chosenBy: 'test',
    effective: { meaning: null, basis: 'chosen', needsReview: false, why: expect.stringContaining('to mean nothing') },
  })
  await decide({ subject: 'status', externalId: '3', decision: 'withdraw' })
  expect(await wordOf('3')).toMatchObject({ chosenBy: null, chosenAt: null, effective: { basis: 'none' } })
  const history = await ground.request({
    method: 'GET',
    url: `/api/v1/connections/${jira}/mapping-decisions?limit=2`,
  })
  const { items, nextCursor } = history.json<{ items: readonly object[]; nextCursor: string }>()
  expect(items).toMatchObject([
    { externalId: '3', before: 'nothing', after: null, by: 'test' },
    { externalId: '3', before: 'blocked', after: 'nothing', by: 'test' },
  ])
  const rest = await ground.request({
    method: 'GET',
    url: `/api/v1/connections/${jira}/mapping-decisions?cursor=${nextCursor}`,
  })
  expect(rest.json<{ items: readonly object[] }>().items).toMatchObject([
    { externalId: '3', before: null, after: 'blocked' },
    { externalId: 'cf_1', projectId: 'PAY', after: ESTIMATE },
  ])
})

test('a work item names the words of the tracker that mean nothing here, and where its estimate comes from', async () => {
  const items = await ground.request({ method: 'GET', url: `/api/v1/work-items?connection=${jira}` })
  const [first] = items
    .json<{ items: { id: string; statusExternalId: string }[] }>()
    .items.filter(each => each.statusExternalId === '3')
  const response = await ground.request({ method: 'GET', url: `/api/v1/work-items/${first?.id}` })
  expect(response.json()).toMatchObject({
    statusName: 'Parked',
    typeName: null,
    unmapped: [
      { subject: 'status', externalId: '3', name: 'Parked', value: null },
      { subject: 'item_type', externalId: '1', name: null, value: null },
    ],
    estimateField: { fields: [{ externalId: 'cf_1' }], why: expect.stringContaining('Chosen in this project by test') },
  })
})

test('a decision that changes nothing that is read starts no replay', async () => {
  const rings = ground.rings.length
  expect((await decide({ subject: 'status', externalId: '1', decision: 'confirm' })).statusCode).toBe(204)
  expect((await decide({ subject: 'status', externalId: '1', decision: 'confirm', meaning: 'todo' })).statusCode).toBe(
    204,
  )
  expect(await wordOf('1')).toMatchObject({ effective: { basis: 'chosen' }, chosenBy: 'test' })
  expect((await decide({ subject: 'status', externalId: '1', decision: 'withdraw' })).statusCode).toBe(204)
  expect(ground.rings.length).toBe(rings)
})

test('a field can be given a meaning in a project, and loses the entry again', async () => {
  const meaning = { role: 'business_value', unit: null, rank: 0 }
  const word = { subject: 'field', externalId: 'cf_3', projectId: pay }
  expect((await decide({ ...word, decision: 'override', meaning })).statusCode).toBe(202)
  const named = async () => (await list('?subject=field')).items.filter(({ externalId }) => externalId === 'cf_3')
  expect((await named()).map(({ project }) => project?.name ?? null)).toEqual(
    expect.arrayContaining([null, 'Payments']),
  )
  await decide({ ...word, decision: 'withdraw' })
  expect((await named()).map(({ project }) => project)).toEqual([null])
})

const status = (more: object) => ({
  subject: 'status',
  externalId: '1',
  decision: 'override',
  meaning: 'todo',
  ...more,
})

test.each([
  [
    'a word the tracker does not have',
    status({ externalId: '99' }),
    422,
    'externalId must be the external id of a status',
  ],
  ['a meaning outside of the vocabulary', status({ meaning: 'finished' }), 422, 'meaning must be one of "todo"'],
  ['no meaning to override with', { ...status({}), meaning: undefined }, 422, 'meaning must be one of "todo"'],
  [
    'the meaning of another subject',
    status({ meaning: { kind: 'story', level: 0 } }),
    422,
    'meaning must be one of "todo"',
  ],
  [
    'a level out of reach',
    { subject: 'item_type', externalId: '9', decision: 'override', meaning: { kind: 'story', level: 11 } },
    422,
    'level from -1',
  ],
  [
    'a field without a unit',
    { subject: 'field', externalId: 'cf_3', decision: 'override', meaning: { role: 'estimate', unit: null, rank: 0 } },
    422,
    'must have a unit',
  ],
  [
    'a day in hours',
    {
      subject: 'field',
      externalId: 'cf_3',
      decision: 'override',
      meaning: { role: 'target_day', unit: 'hours', rank: 0 },
    },
    422,
    'must have the unit null',
  ],
  [
    'work left in points',
    {
      subject: 'field',
      externalId: 'cf_3',
      decision: 'override',
      meaning: { role: 'remaining_effort', unit: 'points', rank: 0 },
    },
    422,
    'must not be in points',
  ],
  [
    'a confirmation where nothing is proposed',
    status({ externalId: '3', decision: 'confirm', meaning: undefined }),
    422,
    'decision must be "override"',
  ],
  [
    'a confirmation of what is proposed no longer',
    status({ decision: 'confirm', meaning: 'done' }),
    409,
    'must be what is proposed now: "todo"',
  ],
  ['a withdrawal with a meaning', status({ decision: 'withdraw' }), 422, 'must be left out'],
  [
    'a status in a project',
    status({ projectId: recordId('', 'project', 'PAY') }),
    422,
    'projectId must be the id of the project',
  ],
  [
    'a field in a project that is none',
    { subject: 'field', externalId: 'cf_3', projectId: 'nonsense', decision: 'override', meaning: ESTIMATE },
    422,
    'projectId must be the id of the project',
  ],
  ['a subject that is none', status({ subject: 'colour' }), 400, 'body.decisions.0.subject must be one of'],
  ['a field nobody knows', status({ why: 'because' }), 400, 'body.decisions.0.why is not known here'],
  ['a meaning that is a number', status({ meaning: 7 }), 400, 'body.decisions.0.meaning'],
] as const)('%s is refused, and with it the whole list', async (_, decision, expectedStatus, sentence) => {
  const good = { subject: 'status', externalId: '3', decision: 'override', meaning: 'done' }
  const rings = ground.rings.length
  // The refused one last: what came before it must not be kept either.
  const response = await decide(...(sentence.startsWith('body') ? [decision, good] : [good, decision]))
  expect(problemOf(response)).toMatchObject({ status: expectedStatus, detail: expect.stringContaining(sentence) })
  expect(ground.rings.length).toBe(rings)
  expect(await wordOf('3')).toMatchObject({ effective: { basis: 'none' } })
})

test('a word decided twice in one list and an empty list are refused', async () => {
  expect(problemOf(await decide(status({}), status({ meaning: 'done' }))).detail).toContain('is decided twice')
  expect(problemOf(await decide())).toMatchObject({ status: 400 })
})
