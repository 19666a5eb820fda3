import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { webhook } from '../../../connectors/azure-devops/webhook.ts'
import type { Delivery } from '../../../connectors/connector.ts'
import { deleteWorkItem, editWorkItem, restoreWorkItem } from '../../../demo/azure-devops/edits.ts'
import { listAzureDevOpsOracle } from '../../../demo/azure-devops/oracle.ts'
import { NOW, type Opened, openSource, requireFirst, TOKEN } from './opened-source.ts'

const BY = 'noah.kim@halden.example'
const SECRET = 'hook-secret-0c1d'

let opened: Opened
const deliveries: Delivery[] = []
const receiver = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    deliveries.push({ headers: request.headers, body: Buffer.concat(chunks) })
    response.writeHead(202).end()
  })
})

beforeAll(async () => {
  opened = await openSource()
  await new Promise<void>(resolve => receiver.listen(0, '127.0.0.1', resolve))
  const { port } = receiver.address() as AddressInfo
  for (const eventType of ['workitem.updated', 'workitem.deleted', 'workitem.restored']) {
    await subscribe(eventType, `http://127.0.0.1:${port}/hook`)
  }
})
afterAll(async () => {
  await opened.close()
  receiver.closeAllConnections()
  receiver.close()
})

async function subscribe(eventType: string, url: string): Promise<void> {
  const response = await fetch(`${opened.standIn.url}/_apis/hooks/subscriptions?api-version=7.1`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`:${TOKEN}`).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      publisherId: 'tfs',
      eventType,
      resourceVersion: '1.0',
      consumerId: 'webHooks',
      consumerActionId: 'httpRequest',
      publisherInputs: { projectId: '' },
      consumerInputs: { url, basicAuthUsername: 'milepost', basicAuthPassword: SECRET },
    }),
  })
  expect(response.status).toBe(200)
}

describe('a service hook', { timeout: 30_000 }, () => {
  it('delivers what leads to the very revision that was made', async () => {
    const id = Number(requireFirst(listAzureDevOpsOracle(opened.organization).workItems))
    const edited = editWorkItem(opened.organization, {
      id,
      by: BY,
      fields: { 'System.Title': 'Seen at once' },
      at: NOW,
    })
    await opened.standIn.settleHooks()
    const delivery = requireFirst(deliveries.splice(0))
    expect(webhook.verify(delivery, SECRET)).toBe(true)
    expect(webhook.verify(delivery, 'another')).toBe(false)
    expect(webhook.deliveryId(delivery)).toMatch(/^[0-9a-f-]{36}$/)
    const touched = webhook.touched(delivery)
    expect(touched).toEqual([
      {
        kind: 'work_item',
        externalId: String(id),
        byPersonId: edited.changedBy,
        at: new Date(edited.changedDate).toISOString(),
      },
    ])
    const fetched = requireFirst(await opened.source.fetch(touched))
    if (fetched.outcome !== 'found') throw new Error('the item exists')
    expect(fetched.records.map(({ externalId }) => externalId)).toContain(`${id}@${edited.rev}`)
  })

  it('tells of a deletion and of the return', async () => {
    const id = Number(requireFirst(listAzureDevOpsOracle(opened.organization).workItems))
    deleteWorkItem(opened.organization, { id, by: BY, at: NOW })
    await opened.standIn.settleHooks()
    const ofDeletion = requireFirst(deliveries.splice(0))
    expect((await opened.source.fetch(webhook.touched(ofDeletion))).map(({ outcome }) => outcome)).toEqual(['deleted'])
    restoreWorkItem(opened.organization, { id, by: BY, at: NOW })
    await opened.standIn.settleHooks()
    const ofReturn = requireFirst(deliveries.splice(0))
    expect(webhook.touched(ofReturn).map(({ externalId }) => externalId)).toEqual([String(id)])
    expect((await opened.source.fetch(webhook.touched(ofReturn))).map(({ outcome }) => outcome)).toEqual(['found'])
  })
})
