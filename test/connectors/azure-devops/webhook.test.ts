import { describe, expect, it } from 'vitest'
import { EVENTS } from '../../../connectors/azure-devops/subscriptions.ts'
import { webhook } from '../../../connectors/azure-devops/webhook.ts'
import { UnreadableRecordError } from '../../../connectors/errors.ts'

const deliver = (body: unknown, headers: Record<string, string | string[]> = {}) => ({
  headers,
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
})
const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`
const event = (eventType: string, resource: unknown) =>
  deliver({ id: 'n-1', eventType, createdDate: '2026-05-04T10:00:05Z', resource })

describe('a delivery', () => {
  it('is true with the secret as password of any user, or in our header', () => {
    for (const user of ['', 'milepost', 'someone else']) {
      expect(webhook.verify(deliver({}, { authorization: basic(`${user}:p:a:ss`) }), 'p:a:ss')).toBe(true)
    }
    expect(webhook.verify(deliver({}, { 'x-milepost-secret': 'pass' }), 'pass')).toBe(true)
  })

  it('is forged with anything else', () => {
    const forged = [
      {},
      { authorization: '' },
      { authorization: 'Basic' },
      { authorization: 'Basic !!!' },
      { authorization: basic('pass') },
      { authorization: basic(':passe') },
      { authorization: basic(':PASS') },
      { authorization: 'Bearer pass' },
      { 'x-milepost-secret': 'pas' },
      { 'x-milepost-secret': ['pass', 'pass'] },
    ]
    for (const headers of forged)
      expect(webhook.verify(deliver({}, headers), 'pass'), JSON.stringify(headers)).toBe(false)
    expect(webhook.verify(deliver({}, { authorization: basic(':'), 'x-milepost-secret': '' }), '')).toBe(false)
  })

  it('names the work item and not the update', () => {
    const named = [
      event('workitem.updated', { id: 5, workItemId: 42 }),
      event('workitem.updated', { id: 5, workItemId: 0, revision: { id: 42 } }),
      event('workitem.updated', { id: 5, url: 'https://dev.azure.com/o/p/_apis/wit/workItems/42/updates/5' }),
      event('workitem.created', { id: 42 }),
      event('workitem.restored', { id: '42' }),
      event('workitem.deleted', { url: 'https://dev.azure.com/o/_apis/wit/recyclebin/42' }),
      // Whatever is registered names its work item.
      ...EVENTS.map(([type]) =>
        event(type, type === 'workitem.updated' ? { id: 5, workItemId: 42 } : { id: 42, rev: 5 }),
      ),
    ]
    for (const delivery of named) {
      expect(webhook.touched(delivery)).toEqual([
        { kind: 'work_item', externalId: '42', at: '2026-05-04T10:00:05.000Z' },
      ])
    }
  })

  it('tells that a date was moved, and of nothing that every update changes', () => {
    const updated = (fields: object) => webhook.touched(event('workitem.updated', { id: 5, workItemId: 42, fields }))[0]
    const always = {
      'System.ChangedDate': { oldValue: '2026-05-03T10:00:05Z', newValue: '2026-05-04T10:00:05Z' },
      'Microsoft.VSTS.Common.StateChangeDate': { newValue: '2026-05-04T10:00:05Z' },
    }
    const target = 'Microsoft.VSTS.Scheduling.TargetDate'
    const day = '2026-06-01T00:00:00Z'
    for (const moved of [{ oldValue: day, newValue: '2026-06-09T00:00:00Z' }, { newValue: day }, { oldValue: day }]) {
      expect(updated({ ...always, [target]: moved })).toMatchObject({ externalId: '42', movesDate: true })
    }
    expect(updated({ ...always, 'Custom.GoLive': { newValue: day } })).toMatchObject({ movesDate: true })
    const title = { 'System.Title': { oldValue: 'From 2026-05-01', newValue: '2026-05-04 it is' } }
    expect(updated({ ...always, ...title })).not.toHaveProperty('movesDate')
  })

  it('that names no work item is refused, one about something else touches nothing', () => {
    const unreadable = [
      event('workitem.updated', { id: 5 }),
      event('workitem.created', { id: 0 }),
      event('workitem.created', null),
      deliver('null'),
      deliver('[]'),
      deliver('{'),
      deliver({ resource: { id: 4 } }),
    ]
    // One of the two is read by a parser that recurses.
    for (const value of ['1', '{"__proto__":1}'])
      unreadable.push(deliver('['.repeat(100_000) + value + ']'.repeat(100_000)))
    for (const delivery of unreadable) expect(() => webhook.touched(delivery)).toThrow(UnreadableRecordError)
    expect(webhook.touched(event('git.push', { id: 3 }))).toEqual([])
  })

  it('has the id of its notice, or none', () => {
    expect(webhook.deliveryId(event('workitem.created', {}))).toBe('n-1')
    for (const body of ['{', 'null', '{"id":4}', '{"id":""}']) expect(webhook.deliveryId(deliver(body))).toBeNull()
  })
})
