import { afterEach, expect, it } from 'vitest'
import type { WebhookRegistrar, WebhookWish } from '../../../connectors/connector.ts'
import { type Opened, openSource, type Wanted } from './opened-source.ts'

const URL = 'https://milepost.example/api/v1/webhooks/5c0f8f55-0000-4000-8000-000000000001'
const WISH: WebhookWish = { url: URL, secret: 'first-secret', holders: [], isAsked: true }
const EVENTS = 5

let opened: Opened | null = null
afterEach(async () => {
  await opened?.close()
  opened = null
})

async function open(wanted: Wanted = {}): Promise<{ opened: Opened; registrar: WebhookRegistrar }> {
  const made = await openSource(wanted)
  opened = made
  if (made.source.webhooks === undefined) throw new Error('the connector registers nothing')
  return { opened: made, registrar: made.source.webhooks }
}

const writesOf = ({ standIn }: Opened): readonly string[] =>
  standIn.requests.filter(({ method }) => method !== 'GET').map(({ method }) => method)

it('subscribes to every event of every followed project once, however often it is asked', async () => {
  const { opened, registrar } = await open()
  const { projects, subscriptions } = opened.organization.state
  const kept = await registrar.keep(WISH)
  expect(kept).toHaveLength(projects.length * EVENTS)
  expect(new Set(kept.map(({ state }) => state))).toEqual(new Set(['alive']))
  expect(kept.map(({ name }) => name)).toContain(`Work item restored, ${projects[0]?.name}`)
  expect(subscriptions.map(({ publisherInputs }) => publisherInputs.projectId).sort()).toEqual(
    projects.flatMap(({ id }) => Array<string>(EVENTS).fill(id)).sort(),
  )
  expect(subscriptions[0]?.consumerInputs).toMatchObject({ url: URL, basicAuthPassword: 'first-secret' })
  const writes = writesOf(opened).length
  const again = await registrar.keep({ ...WISH, holders: kept.map(({ externalId }) => externalId ?? '') })
  expect(again).toEqual(kept)
  expect(writesOf(opened)).toHaveLength(writes)
})

it('gives a new secret to those that hold another one', async () => {
  const { opened, registrar } = await open({ projects: ['Core Platform'] })
  const [first] = await registrar.keep(WISH)
  const kept = await registrar.keep({ ...WISH, secret: 'second-secret', holders: [first?.externalId ?? ''] })
  const { subscriptions } = opened.organization.state
  expect(kept.map(({ externalId }) => externalId)).toEqual(subscriptions.map(({ id }) => id))
  expect(subscriptions.map(({ consumerInputs }) => consumerInputs.basicAuthPassword)).toEqual([
    'first-secret',
    ...Array<string>(EVENTS - 1).fill('second-secret'),
  ])
})

it('touches nothing that leads elsewhere, and nothing that somebody has narrowed', async () => {
  const { opened, registrar } = await open({ projects: ['Core Platform'] })
  const { subscriptions } = opened.organization.state
  await registrar.keep({ ...WISH, url: 'https://other.example/hook' })
  await registrar.keep(WISH)
  const narrowed = subscriptions.at(-1)
  if (narrowed === undefined) throw new Error('nothing was registered')
  narrowed.publisherInputs = { ...narrowed.publisherInputs, areaPath: 'Core Platform' }
  const before = structuredClone(subscriptions)
  const holders = subscriptions.map(({ id }) => id)
  await registrar.keep({ ...WISH, holders })
  expect(subscriptions.slice(0, before.length)).toEqual(before)
  expect(subscriptions).toHaveLength(before.length + 1)
  await registrar.remove(WISH)
  expect(subscriptions.map(({ consumerInputs }) => consumerInputs.url)).toEqual(
    Array<string>(EVENTS).fill('https://other.example/hook'),
  )
})

it('registers twice what was lost, never keeps two of one, and drops those of projects it no longer follows', async () => {
  const { opened, registrar } = await open()
  const { subscriptions } = opened.organization.state
  await registrar.keep(WISH)
  const [lost, doubled] = subscriptions
  if (lost === undefined || doubled === undefined) throw new Error('nothing was registered')
  subscriptions.splice(0, 1, { ...doubled, id: '00000000-0000-4000-8000-000000000009' })
  const kept = await registrar.keep({ ...WISH, holders: subscriptions.map(({ id }) => id) })
  expect(kept.map(({ externalId }) => externalId)).not.toContain(lost.id)
  expect(subscriptions).toHaveLength(kept.length)
  await opened.close()
  const { organization } = opened
  const narrow = await open({ organization, projects: ['Core Platform'] })
  await narrow.registrar.keep({ ...WISH, holders: subscriptions.map(({ id }) => id) })
  expect(subscriptions).toHaveLength(EVENTS)
})

it('enables what the tracker has disabled or put on probation, and what a person has disabled only when asked', async () => {
  const { opened, registrar } = await open({ projects: ['Core Platform'] })
  const { subscriptions } = opened.organization.state
  await registrar.keep(WISH)
  const statuses = ['onProbation', 'disabledBySystem', 'disabledByInactiveIdentity', 'disabledByUser'] as const
  for (const [at, status] of statuses.entries()) Object.assign(subscriptions[at] ?? {}, { status })
  const inactive = subscriptions[2]?.id
  const holders = subscriptions.map(({ id }) => id)
  const daily = await registrar.keep({ ...WISH, holders, isAsked: false })
  expect(daily.map(({ state }) => state)).toEqual(['alive', 'alive', 'alive', 'disabled', 'alive'])
  expect(daily[0]?.reason).toMatch(/could not deliver.*enabled it again/s)
  expect(daily[2]?.externalId).not.toBe(inactive)
  expect(subscriptions.map(({ id }) => id)).not.toContain(inactive)
  expect(daily[3]).toMatchObject({ trackerState: 'disabledByUser', reason: expect.stringContaining('Somebody') })
  expect(daily[4]?.reason).toBeNull()
  const asked = await registrar.keep({ ...WISH, holders: subscriptions.map(({ id }) => id) })
  expect(new Set(asked.map(({ state }) => state))).toEqual(new Set(['alive']))
})

it('an account without the right is told which one; with it in some projects, which of them lack it', async () => {
  const none = await open({ mayEditHooks: () => false })
  await expect(none.registrar.keep(WISH)).rejects.toMatchObject({
    reason: 'permission',
    message: expect.stringContaining('Edit subscriptions'),
  })
  await expect(none.registrar.remove(WISH)).rejects.toMatchObject({ reason: 'permission' })
  await none.opened.close()
  const { organization } = none.opened
  const allowed = organization.state.projects[0]?.id ?? ''
  const some = await open({ organization, mayEditHooks: id => id === allowed })
  const kept = await some.registrar.keep(WISH)
  expect(kept.filter(({ state }) => state === 'alive')).toHaveLength(EVENTS)
  expect(kept.find(({ state }) => state === 'missing')).toMatchObject({
    externalId: null,
    reason: expect.stringContaining('Edit subscriptions'),
  })
})

it('a token without the scope is no bad token', async () => {
  const { opened, registrar } = await open()
  opened.standIn.faults.add({
    match: ({ method, path }) => method === 'POST' && path.includes('/hooks/subscriptions'),
    fault: 'status',
    status: 401,
    times: Number.POSITIVE_INFINITY,
  })
  await expect(registrar.keep(WISH)).rejects.toMatchObject({ reason: 'permission' })
  await expect(opened.source.check()).resolves.toMatchObject({ identity: expect.any(String) })
})

it('one that may be seen and not be renewed is not taken for alive', async () => {
  const { opened, registrar } = await open({ projects: ['Core Platform'] })
  const [first, second] = await registrar.keep(WISH)
  opened.standIn.faults.add({
    match: ({ method }) => method === 'PUT',
    fault: 'status',
    status: 403,
    times: Number.POSITIVE_INFINITY,
  })
  const kept = await registrar.keep({ ...WISH, secret: 'second-secret', holders: [first?.externalId ?? ''] })
  expect(kept[0]).toEqual(first)
  expect(kept[1]).toMatchObject({
    externalId: second?.externalId,
    state: 'unknown',
    trackerState: 'enabled',
    reason: expect.stringContaining('Edit subscriptions'),
  })
})

it('a person gets what to enter, field by field', async () => {
  const { opened, registrar } = await open({ projects: ['Core Platform'] })
  const { steps, fields } = await registrar.explain(WISH)
  expect(steps.join('\n')).toContain(`${opened.standIn.url}/Core%20Platform/_settings/serviceHooks`)
  expect(steps.join('\n')).toContain('work item commented on')
  expect(Object.fromEntries(fields.map(({ name, value }) => [name, value]))).toMatchObject({
    URL,
    'Basic authentication username': 'milepost',
    'Basic authentication password': 'first-secret',
  })
})
