import { type Static, Type } from 'typebox'
import type { RawRecord } from '../../src/work/raw-record.ts'
import type { SourceLink, SourceRecord } from '../../src/work/source-record.ts'
import { fits } from '../fits.ts'
import { identifyLink } from './link-id.ts'
import { RelationSchema } from './payloads.ts'
import { keepJson, requireShape } from './raw-json.ts'
import { MAPPED_LINK_TYPES } from './structure-records.ts'

const RelationsSchema = Type.Object({ id: Type.Integer({ minimum: 1 }), relations: Type.Array(RelationSchema) })

export interface RelationSetting {
  readonly organizationUrl: string
  readonly fetchedAt: string
  /** No feed tells of links: those that are not named are gone. */
  readonly isWhole: boolean
}

/**
 * The links an item has now, from a reading by id. Those to files, pages and other organisations are left out, and so
 * are links without a direction where the feed of links is read: which end it calls their source is not said here.
 */
export function toRawRelations(
  id: number,
  relations: readonly unknown[],
  { organizationUrl, fetchedAt, isWhole }: RelationSetting,
): RawRecord {
  const kept: Static<typeof RelationSchema>[] = []
  for (const relation of relations) {
    if (
      fits(RelationSchema, relation) &&
      readDirection(relation.rel, isWhole) !== null &&
      isLocal(relation.url, organizationUrl)
    ) {
      kept.push({ rel: relation.rel, url: relation.url })
    }
  }
  return {
    kind: 'relations',
    externalId: String(id),
    // A link does not change the revision of the item, so nothing in the answer orders two readings.
    revision: 0,
    revisionDetail: 0,
    payload: keepJson({ id, relations: kept }),
    context: isWhole ? { isWhole } : {},
    fetchedAt,
  }
}

const ContextSchema = Type.Object({ isWhole: Type.Optional(Type.Boolean()) })

export function parseRelations(record: RawRecord): readonly SourceRecord[] {
  const { id, relations } = requireShape(RelationsSchema, record.payload, record)
  const { isWhole = false } = requireShape(ContextSchema, record.context, record)
  const links = relations.flatMap(({ rel, url }): SourceLink[] => {
    const direction = readDirection(rel, isWhole)
    const otherId = readWorkItemId(url)
    if (direction === null || otherId === null) return []
    const [fromId, toId] = orderEnds(id, Number(otherId), direction.end)
    const externalId = identifyLink(direction.type, fromId, toId)
    return [{ type: 'link', externalId, typeId: direction.type, fromId, toId, active: true, changedAt: null }]
  })
  return isWhole ? [{ type: 'link_list', externalId: String(id), seenAt: record.fetchedAt, links }] : links
}

/** The name says what the other item is to this one: "-Reverse" is its parent, its predecessor. */
function orderEnds(id: number, otherId: number, end: 'forward' | 'reverse' | 'none'): readonly [string, string] {
  // Seen from either end, a link without a direction is the same one.
  const isFirst = end === 'none' ? id < otherId : end === 'forward'
  return isFirst ? [String(id), String(otherId)] : [String(otherId), String(id)]
}

function readDirection(
  rel: string,
  isWhole: boolean,
): { readonly type: string; readonly end: 'forward' | 'reverse' | 'none' } | null {
  const [, type = '', end] = /^(.+?)(?:-(Forward|Reverse))?$/.exec(rel) ?? []
  if (!MAPPED_LINK_TYPES.includes(type) || (end === undefined && !isWhole)) return null
  return { type, end: end === undefined ? 'none' : end === 'Forward' ? 'forward' : 'reverse' }
}

const readWorkItemId = (url: string): string | null => /\/_apis\/wit\/workitems\/(\d+)$/i.exec(url)?.[1] ?? null

/**
 * The older address of the same organisation is real in answers, another organisation is not ours. A server of one's own
 * writes its public address into answers, which need not be the one we reach it by: there the collection tells.
 */
function isLocal(url: string, organizationUrl: string): boolean {
  if (!URL.canParse(url)) return false
  const other = new URL(url)
  const own = new URL(organizationUrl)
  const otherPath = other.pathname.toLowerCase()
  const isOlderForm = own.hostname.endsWith('.visualstudio.com')
  const name = (isOlderForm ? own.hostname.split('.')[0] : own.pathname.split('/').at(-1))?.toLowerCase() ?? ''
  if (other.host === own.host) return isOlderForm || otherPath.startsWith(`${own.pathname.toLowerCase()}/`)
  if (!isOlderForm && own.hostname !== 'dev.azure.com') return otherPath.includes(`/${name}/`)
  const isOlder = other.hostname.toLowerCase() === `${name}.visualstudio.com`
  return isOlder || (other.hostname === 'dev.azure.com' && otherPath.startsWith(`/${name}/`))
}
