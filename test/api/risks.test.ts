import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { FoundRisk } from '../../src/portfolio/risk/auto-risk.ts'
import { changeRisks } from '../../src/portfolio/risk/change-risks.ts'
import { applyRiskChanges, listRegister } from '../../src/store/portfolio/register.ts'
import { type Ground, problemOf, startApi } from './ground.ts'

let ground: Ground
let portfolio: string
let initiative: string
const AT = '2026-03-01T09:00:00.000Z'

beforeAll(async () => {
  ground = await startApi({ now: () => new Date(AT) })
})
afterAll(() => ground.close())
beforeEach(async () => {
  await ground.database.db.execute('truncate portfolio_node cascade')
  portfolio = (await send('POST', '/portfolios', { name: 'Growth' })).json().id
  initiative = (await send('POST', '/initiatives', { name: 'Checkout', parentId: portfolio })).json().id
  ground.rings.length = 0
})

const send = (method: 'POST' | 'PATCH' | 'GET', path: string, payload?: object) =>
  ground.request({ method, url: `/api/v1${path}`, ...(payload === undefined ? {} : { payload }) })

const found = (extent: number): FoundRisk => ({
  ...{ rule: 'blocked_long', subject: '', title: 'Work is blocked', text: `${extent} blocked.`, unit: 'days' },
  ...{ probability: 4, impact: 3, value: 9, threshold: 7, evidenceIds: ['a'], extent },
})

/** What the assessment does with what it found. */
async function assess(...risks: readonly FoundRisk[]): Promise<void> {
  const { db } = ground.database
  await applyRiskChanges(db, initiative, changeRisks(await listRegister(db, initiative), risks), AT)
}

const listed = async (query = '') =>
  (await send('GET', `/risks?node=${portfolio}${query}`)).json<{ items: { id: string; status: string }[] }>().items

test('an entry names the node that it is about', async () => {
  await send('POST', '/risks', { nodeId: initiative, kind: 'issue', title: 'Nobody tests' })
  await send('POST', '/risks', { nodeId: portfolio, kind: 'decision', title: 'Buy it' })
  expect((await listed()).map(entry => ('nodeName' in entry ? entry.nodeName : null)).toSorted()).toEqual([
    'Checkout',
    'Growth',
  ])
})

test('an entry keeps who changed what, and an assessment never touches it', async () => {
  const made = await send('POST', '/risks', {
    nodeId: initiative,
    kind: 'risk',
    title: 'The vendor may be late',
    probability: 3,
    impact: 4,
  })
  expect(made.json()).toMatchObject({
    source: 'entered',
    exposure: 12,
    status: 'open',
    createdBy: 'test',
    reviewedAt: AT,
  })
  expect(ground.rings).toEqual([{ name: 'assess-initiative', payload: { initiativeId: initiative } }])
  const path = `/risks/${made.json().id}`
  await send('PATCH', path, { impact: 5, owner: 'Amara Osei' })
  await send('PATCH', path, {})
  await assess(found(1))
  await assess()
  expect((await send('GET', path)).json()).toMatchObject({
    exposure: 15,
    owner: 'Amara Osei',
    events: [
      { change: 'entered', actor: 'test' },
      { change: 'changed', details: { impact: { from: 4, to: 5 }, owner: { from: null, to: 'Amara Osei' } } },
      { change: 'reviewed', details: {} },
    ],
  })
})

test('what was found is accepted with a reason and stays so until its evidence grows', async () => {
  await assess(found(2))
  const [first] = await listed('&source=automatic')
  const path = `/risks/${first?.id}`
  expect(problemOf(await send('PATCH', path, { status: 'accepted' }))).toMatchObject({ status: 422 })
  expect(problemOf(await send('PATCH', path, { impact: 1 }))).toMatchObject({ status: 409 })
  expect(problemOf(await send('PATCH', path, { status: 'closed' }))).toMatchObject({ status: 409 })
  await send('PATCH', path, { status: 'accepted', statusReason: 'The licence comes on Friday.' })
  await assess(found(2))
  await assess()
  await assess(found(1))
  expect(await listed()).toMatchObject([{ id: first?.id, status: 'accepted', evidence: { extent: 1 } }])
  await assess(found(3))
  await assess(found(3))
  expect((await send('GET', path)).json()).toMatchObject({
    status: 'open',
    statusReason: null,
    evidence: { extent: 3, text: '3 blocked.' },
    events: [{ change: 'found', actor: 'milepost' }, { change: 'changed', actor: 'test' }, { change: 'grew' }],
  })
  await assess()
  expect(await listed('&status=closed')).toHaveLength(1)
})

test('the register is listed for a node with everything below it, page by page', async () => {
  for (const [nodeId, kind, title] of [
    [portfolio, 'decision', 'Buy, not build'],
    [initiative, 'assumption', 'Two teams stay'],
    [initiative, 'issue', 'The test site is down'],
  ])
    await send('POST', '/risks', { nodeId, kind, title })
  expect(await listed()).toHaveLength(3)
  expect((await send('GET', `/risks?node=${initiative}&kind=issue`)).json().items).toMatchObject([{ exposure: null }])
  const page = (await send('GET', '/risks?limit=2')).json()
  const rest = (await send('GET', `/risks?limit=2&cursor=${page.nextCursor}`)).json()
  expect([page.items.length, rest.items.length, rest.nextCursor]).toEqual([2, 1, null])
  expect(problemOf(await send('POST', '/risks', { nodeId: AT_NOBODY, kind: 'risk', title: 'X' }))).toMatchObject({
    status: 422,
    detail: expect.stringContaining('must be the id of a portfolio'),
  })
})

const AT_NOBODY = '6f1c1f5e-0000-4000-8000-000000000000'
