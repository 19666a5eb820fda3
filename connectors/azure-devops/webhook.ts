import { createHash, timingSafeEqual } from 'node:crypto'
import type { Delivery, TouchedRecord, Webhook } from '../connector.ts'
import { UnreadableRecordError } from '../errors.ts'
import { readIdentity } from './identity.ts'
import { readInstant } from './instant.ts'
import { parseJsonText } from './json-text.ts'

/**
 * Service hooks carry no signature. The secret is the password of the subscription, which alone is kept confidential
 * there; a header of our own is accepted too, for receivers behind a gateway that uses the authorization header itself.
 */
export const webhook: Webhook = { verify, deliveryId, touched }

function verify({ headers }: Delivery, secret: string): boolean {
  if (secret === '') return false
  const offered = [readPassword(headers.authorization), readOnly(headers['x-milepost-secret'])]
  // Both are compared, so that the time does not tell which was sent.
  return offered.map(value => value !== null && isEqual(value, secret)).includes(true)
}

/** Digests have one length, so that the comparison does not tell the length of the secret. */
function isEqual(left: string, right: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(left), digest(right))
}

const readOnly = (value: string | readonly string[] | undefined): string | null =>
  typeof value === 'string' ? value : null

function readPassword(header: string | readonly string[] | undefined): string | null {
  const encoded = /^basic\s+([a-z0-9+/=]+)\s*$/i.exec(readOnly(header) ?? '')?.[1]
  if (encoded === undefined) return null
  const bytes = Buffer.from(encoded, 'base64')
  // Node skips what is not base64; only one text may stand for a password.
  if (bytes.toString('base64') !== encoded) return null
  const decoded = bytes.toString('utf8')
  const colon = decoded.indexOf(':')
  return colon < 0 ? null : decoded.slice(colon + 1)
}

type Notice = Readonly<Record<string, unknown>>

const asNotice = (value: unknown): Notice => (typeof value === 'object' && value !== null ? (value as Notice) : {})

function readEnvelope(delivery: Delivery): Notice {
  let value: unknown
  try {
    value = parseJsonText(delivery.body.toString('utf8'))
  } catch {
    throw new UnreadableRecordError('The delivery is not JSON.')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UnreadableRecordError('The delivery is not a service hook event.')
  }
  return value as Notice
}

function deliveryId(delivery: Delivery): string | null {
  try {
    const { id } = readEnvelope(delivery)
    return typeof id === 'string' && id !== '' && id.length <= 200 ? id : null
  } catch {
    return null
  }
}

function touched(delivery: Delivery): readonly TouchedRecord[] {
  const envelope = readEnvelope(delivery)
  const { eventType, createdDate } = envelope
  if (typeof eventType !== 'string') throw new UnreadableRecordError('The delivery names no event.')
  // A subscription to something else may point here by mistake; it says nothing about work items.
  if (!eventType.startsWith('workitem.')) return []
  const resource = asNotice(envelope.resource)
  const revision = asNotice(resource.revision)
  const id = readId(resource.workItemId) ?? readId(revision.id) ?? readOwnId(eventType, resource)
  if (id === null) throw new UnreadableRecordError(`The ${eventType} delivery names no work item.`)
  const fields = { ...asNotice(revision.fields), ...asNotice(resource.fields) }
  const author = readIdentity(resource.revisedBy) ?? readIdentity(readNewValue(fields['System.ChangedBy']))
  // `revisedDate` is when the revision was superseded, not when it was made
  // (https://github.com/MicrosoftDocs/vsts-rest-api-specs/issues/61).
  const at = readInstant(readNewValue(fields['System.ChangedDate'])) ?? readInstant(createdDate)
  return [
    {
      kind: 'work_item',
      externalId: id,
      ...(author !== null && { byPersonId: author.id }),
      ...(at !== null && { at }),
      ...(movesDate(asNotice(resource.fields)) && { movesDate: true as const }),
    },
  ]
}

/** The tracker's own notes of when what happened, which change with every update or every state. */
const NOTED_DATES = /^(System|Microsoft\.VSTS\.Common)\./
const INSTANT = /^\d{4}-\d{2}-\d{2}(T|$)/

/** `fields` are what an update changed, each with its former value and the new one. */
const movesDate = (fields: Notice): boolean =>
  Object.entries(fields).some(
    ([name, change]) =>
      !NOTED_DATES.test(name) &&
      [asNotice(change).oldValue, asNotice(change).newValue].some(
        value => typeof value === 'string' && INSTANT.test(value),
      ),
  )

/** Of an update, `resource.id` is the number of the update; everywhere else the resource is the work item. */
function readOwnId(eventType: string, resource: Notice): string | null {
  const url = resource.url
  const ofUrl =
    typeof url === 'string' ? (/\/(?:workitems|recyclebin)\/(\d+)(?:\/|$|\?)/i.exec(url)?.[1] ?? null) : null
  return eventType === 'workitem.updated' ? ofUrl : (readId(resource.id) ?? ofUrl)
}

/** Test deliveries carry 0. */
function readId(value: unknown): string | null {
  const text = typeof value === 'number' || typeof value === 'string' ? String(value) : ''
  return /^[1-9]\d{0,9}$/.test(text) ? text : null
}

/** An update says `{oldValue, newValue}` where a work item says the value. */
function readNewValue(value: unknown): unknown {
  if (typeof value === 'object' && value !== null && ('newValue' in value || 'oldValue' in value))
    return asNotice(value).newValue
  return value
}
