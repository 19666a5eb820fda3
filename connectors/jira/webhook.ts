import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { Value } from 'typebox/value'
import type { Json, RecordKind } from '../../src/work/raw-record.ts'
import type { Delivery, TouchedRecord, Webhook } from '../connector.ts'
import { UnreadableRecordError } from '../errors.ts'
import { readSecretOfUrl } from './admin-api.ts'
import { isSignedByApp } from './app-token.ts'
import { readInstant } from './instants.ts'
import { isObject, parseJsonText, readText } from './json-text.ts'
import { readPersonId } from './people.ts'
import { RECORD_ID } from './record-id.ts'
import { credentialsSchema } from './settings.ts'

type JsonObject = { readonly [key: string]: Json }

export const jiraWebhook: Webhook = {
  /** `X-Hub-Signature: sha256=HEX` over the raw bytes (https://developer.atlassian.com/cloud/jira/platform/webhooks/). */
  verify(delivery, secret) {
    if (secret === '') return false
    const signature = readHeader(delivery, 'x-hub-signature')
    // Data Center before 10 signs nothing; there the secret is part of the address.
    if (signature === null) return isEqual(readSecretOfUrl(delivery.url), secret)
    const given = /^sha256=([0-9a-f]{64})$/i.exec(signature)?.[1]
    if (given === undefined) return false
    const expected = createHmac('sha256', secret).update(delivery.body).digest()
    return timingSafeEqual(expected, Buffer.from(given, 'hex'))
  },
  /** Those that an app has registered for itself. */
  verifyOwn: (delivery, credentials, now) =>
    Value.Check(credentialsSchema, credentials) &&
    credentials.type === 'oauth2' &&
    isSignedByApp(delivery, credentials, now),
  deliveryId: delivery => readHeader(delivery, 'x-atlassian-webhook-identifier'),
  touched: delivery => {
    const event = readEvent(delivery)
    const by = readPersonId(readObject(event, 'user'))
    const at = readInstant(event.timestamp)
    const hint = {
      ...(by === null ? {} : { byPersonId: by }),
      ...(at === null ? {} : { at }),
      ...(movesDate(event) && { movesDate: true as const }),
    }
    return listRefs(event).map(ref => ({ ...ref, ...hint }))
  },
}

/** Digests have one length, so that the comparison does not tell the length of the secret. */
function isEqual(given: string | null, secret: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given ?? ''), digest(secret)) && given !== null
}

function readHeader({ headers }: Delivery, name: string): string | null {
  const value = headers[name]
  return typeof value === 'string' && value !== '' ? value : null
}

function readEvent(delivery: Delivery): JsonObject {
  let event: Json
  try {
    event = parseJsonText(delivery.body.toString('utf8'))
  } catch {
    throw new UnreadableRecordError('The Jira delivery is not JSON.')
  }
  if (isObject(event) && typeof event.webhookEvent === 'string') return event
  throw new UnreadableRecordError('The Jira delivery does not name its event.')
}

const readObject = (from: JsonObject, key: string): JsonObject => {
  const value = from[key]
  return value !== undefined && isObject(value) ? value : {}
}

/** Dates, of Jira's own and of other fields, begin with their day; all else is ids and words. */
const DAY = /^\d{4}-\d{2}-\d{2}/

function movesDate(event: JsonObject): boolean {
  const { items } = readObject(event, 'changelog')
  return (
    Array.isArray(items) &&
    items.some(
      item => isObject(item) && [item.from, item.to].some(value => typeof value === 'string' && DAY.test(value)),
    )
  )
}

/** Records named by an event; none for events that change nothing we keep. The names are an open set. */
function listRefs(event: JsonObject): readonly TouchedRecord[] {
  const name = String(event.webhookEvent).replace(/^jira:/, '')
  const idOf = (key: string): string | null => readId(readObject(event, key), 'id')
  switch (name.split('_')[0]) {
    case 'issue':
    case 'comment':
    case 'attachment':
      return toRefs('work_item', idOf('issue'))
    case 'issuelink': {
      const link = readObject(event, 'issueLink')
      // The hidden link between a task and its sub-task; their parent field tells the same.
      if (link.systemLink === true) return []
      return toRefs('work_item', readId(link, 'sourceIssueId'), readId(link, 'destinationIssueId'))
    }
    case 'worklog': {
      // The time fields of the issue change with it.
      const worklog = readObject(event, 'worklog')
      return [...toRefs('worklog', readId(worklog, 'id')), ...toRefs('work_item', readId(worklog, 'issueId'))]
    }
    case 'version': {
      const merged = readObject(event, 'mergedTo')
      return toRefs('release', idOf('version'), readId(merged, 'id'))
    }
    case 'sprint':
      return toRefs('iteration', idOf('sprint'))
    case 'project':
      return toRefs('project', idOf('project'))
    default:
      return []
  }
}

function readId(from: JsonObject, key: string): string | null {
  const id = readText(from, key)
  return id !== null && RECORD_ID.test(id) ? id : null
}

const toRefs = (kind: RecordKind, ...ids: readonly (string | null)[]): readonly TouchedRecord[] =>
  [...new Set(ids)].filter(id => id !== null).map(externalId => ({ kind, externalId }))
