import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  createWorkItem,
  deleteWorkItem,
  destroyWorkItem,
  editWorkItem,
  restoreWorkItem,
} from '../../../demo/azure-devops/edits.ts'
import { addLink } from '../../../demo/azure-devops/link-edits.ts'
import type { AzureDevOpsStandIn } from '../../../demo/azure-devops/server.ts'
import { ask, createOrganization, startStandIn } from './organization-for-tests.ts'

interface Delivery {
  readonly authorization: string | undefined
  readonly own: string | undefined
  readonly body: {
    readonly eventType: string
    readonly message?: unknown
    readonly resource: {
      readonly id: number
      readonly workItemId: number
      readonly rev: number
      readonly fields: Readonly<Record<string, unknown>>
      readonly relations?: { readonly added: readonly { readonly rel: string }[] }
      readonly revision: { readonly id: number; readonly fields: Readonly<Record<string, unknown>> }
      readonly url: string
    }
    readonly resourceContainers: { readonly project: { readonly id: string } }
  }
}
interface Subscribed {
  readonly id: string
  readonly status: string
  readonly consumerInputs: Readonly<Record<string, string>>
}

const organization = createOrganization()
const by = 'Elena Petrova'
const core = organization.state.projects[0]?.id ?? ''

describe('service hooks tell of edits', () => {
  let standIn: AzureDevOpsStandIn
  let receiver: Server
  let deliveries: Delivery[]
  /** Statuses to answer with, in turn; 202 when none is left. */
  let answers: number[]

  beforeEach(async () => {
    deliveries = []
    answers = []
    organization.state.subscriptions.splice(0)
    receiver = createServer((request, response) => {
      let text = ''
      request.on('data', (chunk: Buffer) => (text += chunk.toString()))
      request.on('end', () => {
        const { authorization } = request.headers
        deliveries.push({
          authorization,
          own: String(request.headers['x-own']),
          body: JSON.parse(text) as Delivery['body'],
        })
        response.writeHead(answers.shift() ?? 202).end()
      })
    })
    await new Promise<void>(resolve => receiver.listen(0, '127.0.0.1', resolve))
    standIn = await startStandIn({ organization, hookRetryDelaysMs: [1, 2, 4], hookProbationDelaysMs: [5, 5] })
  })
  afterEach(async () => {
    await standIn.close()
    receiver.closeAllConnections()
    await new Promise(resolve => receiver.close(resolve))
  })

  const subscribe = (
    eventType: string,
    publisherInputs: Record<string, string> = {},
    consumerInputs: Record<string, string> = {},
  ): Promise<Subscribed> =>
    ask<Subscribed>(standIn, '/_apis/hooks/subscriptions', {
      body: {
        publisherId: 'tfs',
        eventType,
        resourceVersion: '1.0',
        consumerId: 'webHooks',
        consumerActionId: 'httpRequest',
        publisherInputs: { projectId: core, ...publisherInputs },
        consumerInputs: {
          url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`,
          basicAuthUsername: 'milepost',
          basicAuthPassword: 'secret',
          httpHeaders: 'X-Own:yes\nX-Other:also',
          ...consumerInputs,
        },
      },
    })
  const statusOf = async ({ id }: Subscribed): Promise<string> =>
    (await ask<Subscribed>(standIn, `/_apis/hooks/subscriptions/${id}`)).status
  const create = (): number =>
    createWorkItem(organization, { project: 'Core Platform', type: 'Task', by, fields: { 'System.Title': 'Hooked' } })
      .id

  it('an update names the item, both values of each field, and carries basic authentication', async () => {
    const subscription = await subscribe('workitem.updated')
    expect(subscription.consumerInputs.basicAuthPassword).toBe('********')
    const id = create()
    editWorkItem(organization, { id, by, fields: { 'System.State': 'Active' } })
    await standIn.settleHooks()
    expect(deliveries).toHaveLength(1)
    const [{ authorization, own, body } = { authorization: '', own: '', body: null }] = deliveries
    expect(authorization).toBe(`Basic ${Buffer.from('milepost:secret').toString('base64')}`)
    expect(own).toBe('yes')
    expect(body?.resource).toMatchObject({ id: 2, workItemId: id, rev: 2, revision: { id, rev: 2 } })
    expect(body?.resource.fields['System.State']).toEqual({ oldValue: 'New', newValue: 'Active' })
    expect(body?.resource.revision.fields['System.ChangedBy']).toBe('Elena Petrova <elena.petrova@halden.example>')
    expect(body?.resourceContainers.project.id).toBe(core)
  })

  it('creation, deletion and restoration are told, destruction is not', async () => {
    for (const type of ['created', 'deleted', 'restored'])
      await subscribe(`workitem.${type}`, {}, { messagesToSend: 'none' })
    const id = create()
    await standIn.settleHooks()
    deleteWorkItem(organization, { id, by })
    await standIn.settleHooks()
    restoreWorkItem(organization, { id, by })
    await standIn.settleHooks()
    destroyWorkItem(organization, id)
    await standIn.settleHooks()
    expect(deliveries.map(({ body }) => body.eventType)).toEqual([
      'workitem.created',
      'workitem.deleted',
      'workitem.restored',
    ])
    expect(deliveries.map(({ body }) => body.resource.id)).toEqual([id, id, id])
    expect(deliveries[1]?.body.resource.url).toMatch(/recyclebin\/\d+$/)
    expect(deliveries[0]?.body).not.toHaveProperty('message')
  })

  it('a link is an update of both ends, with the same rev as before', async () => {
    await subscribe('workitem.updated')
    const [sourceId, targetId] = [create(), create()]
    addLink(organization, { rel: 'System.LinkTypes.Dependency', sourceId, targetId, by })
    await standIn.settleHooks()
    const told = deliveries.map(({ body: { resource } }) => [
      resource.workItemId,
      resource.rev,
      resource.relations?.added[0]?.rel,
    ])
    expect(told.sort()).toEqual([
      [sourceId, 1, 'System.LinkTypes.Dependency-Forward'],
      [targetId, 1, 'System.LinkTypes.Dependency-Reverse'],
    ])
  })

  it('filters by project, area, type and changed field keep the rest away', async () => {
    await subscribe('workitem.updated', { projectId: organization.state.projects[1]?.id ?? '' })
    await subscribe('workitem.updated', { workItemType: 'Bug' })
    await subscribe('workitem.updated', { areaPath: 'Core Platform\\Migration' })
    await subscribe('workitem.updated', { changedFields: 'System.State' })
    const id = create()
    editWorkItem(organization, { id, by, fields: { 'System.Title': 'Not told' } })
    await standIn.settleHooks()
    expect(deliveries).toEqual([])
    editWorkItem(organization, { id, by, fields: { 'System.State': 'Active' } })
    await standIn.settleHooks()
    expect(deliveries).toHaveLength(1)
  })

  it('a receiver that is briefly unavailable is asked again', async () => {
    const subscription = await subscribe('workitem.created')
    answers = [503, 502, 202]
    create()
    await standIn.settleHooks()
    expect(deliveries).toHaveLength(3)
    expect(await statusOf(subscription)).toBe('enabled')
  })

  it('a receiver that fails otherwise is on probation, told nothing new, and given up in the end', async () => {
    const subscription = await subscribe('workitem.created')
    answers = [500, 500, 500]
    create()
    await expect.poll(() => statusOf(subscription)).not.toBe('enabled')
    create()
    await standIn.settleHooks()
    expect(deliveries).toHaveLength(3)
    expect(await statusOf(subscription)).toBe('disabledBySystem')
  })

  it('a receiver that recovers during probation is enabled again; one that is gone is disabled at once', async () => {
    const recovering = await subscribe('workitem.created')
    answers = [500, 202]
    create()
    await standIn.settleHooks()
    expect(await statusOf(recovering)).toBe('enabled')
    answers = [410]
    create()
    await standIn.settleHooks()
    expect(await statusOf(recovering)).toBe('disabledBySystem')
    expect(deliveries).toHaveLength(3)
  })
})
