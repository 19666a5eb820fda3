import type { RecordedDelivery } from '../../recording.ts'
import { ILJA, LIGHTHOUSE, MAREN } from './answers.ts'

const SECRET = 'wave-7c1e5a90d2'

const envelope = (id: string, eventType: string, resource: object): string =>
  JSON.stringify({
    subscriptionId: 'c7b0f1aa-2b77-4a6b-9d38-000000000001',
    notificationId: 4,
    id,
    eventType,
    publisherId: 'tfs',
    message: { text: '', html: '', markdown: '' },
    resource,
    resourceVersion: '1.0',
    resourceContainers: { collection: { id: '9d1b7c3e-55aa-4c60-9f2c-1c0a2b3d4e5f' }, project: { id: LIGHTHOUSE } },
    createdDate: '2026-03-10T16:20:03.5Z',
  })

const basic = { authorization: `Basic ${Buffer.from(`milepost:${SECRET}`).toString('base64')}` }

export const deliveries: readonly RecordedDelivery[] = [
  {
    headers: { ...basic, 'content-type': 'application/json; charset=utf-8' },
    body: envelope('5d3c0b52-0001-4a55-b8b0-000000000001', 'workitem.updated', {
      // The number of the update, not of the work item.
      id: 7,
      workItemId: 101,
      rev: 3,
      revisedBy: MAREN,
      revisedDate: '9999-01-01T00:00:00Z',
      fields: {
        'System.State': { oldValue: 'Active', newValue: 'Closed' },
        'System.ChangedDate': { oldValue: '2026-03-03T10:15:30.1Z', newValue: '2026-03-10T16:20:00.123Z' },
      },
      revision: { id: 101, rev: 3, fields: { 'System.State': 'Closed' } },
    }),
    secret: SECRET,
    deliveryId: '5d3c0b52-0001-4a55-b8b0-000000000001',
    touched: [
      { kind: 'work_item', externalId: '101', byPersonId: String(MAREN['id']), at: '2026-03-10T16:20:00.123Z' },
    ],
  },
  {
    headers: { 'x-milepost-secret': SECRET },
    body: envelope('5d3c0b52-0001-4a55-b8b0-000000000002', 'workitem.created', {
      id: 102,
      rev: 1,
      fields: { 'System.State': 'New', 'System.ChangedBy': ILJA, 'System.ChangedDate': '2026-03-04T09:00:00.5Z' },
    }),
    secret: SECRET,
    deliveryId: '5d3c0b52-0001-4a55-b8b0-000000000002',
    touched: [{ kind: 'work_item', externalId: '102', byPersonId: String(ILJA['id']), at: '2026-03-04T09:00:00.500Z' }],
  },
  {
    headers: basic,
    body: envelope('5d3c0b52-0001-4a55-b8b0-000000000003', 'workitem.deleted', {
      id: 103,
      rev: 2,
      fields: {},
      url: 'https://dev.azure.com/halden-sample/_apis/wit/recyclebin/103',
    }),
    secret: SECRET,
    deliveryId: '5d3c0b52-0001-4a55-b8b0-000000000003',
    touched: [{ kind: 'work_item', externalId: '103', at: '2026-03-10T16:20:03.500Z' }],
  },
]
