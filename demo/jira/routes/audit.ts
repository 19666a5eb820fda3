import { Type } from 'typebox'
import type { AuditRecord } from '../site-records.ts'
import { type JiraApp, requireCaller, type StandIn } from '../stand-in.ts'

const MOST_RECORDS = 1000

/** The audit log: configuration changes, newest first. It is where one learns who moved a version's release date. */
export function addAuditRoutes(app: JiraApp, standIn: StandIn): void {
  const querystring = Type.Object({
    offset: Type.Integer({ minimum: 0, default: 0 }),
    limit: Type.Integer({ minimum: 1, default: MOST_RECORDS }),
    filter: Type.Optional(Type.String()),
    from: Type.Optional(Type.String()),
    to: Type.Optional(Type.String()),
  })
  app.get(`${standIn.api}/auditing/record`, { schema: { querystring } }, request => {
    requireCaller(standIn, request)
    const { offset, filter, from, to } = request.query
    const limit = Math.min(request.query.limit, MOST_RECORDS)
    const fromMs = from === undefined ? -Infinity : Date.parse(from)
    const toMs = to === undefined ? Infinity : Date.parse(to)
    const words = filter?.toLowerCase().split(/\s+/).filter(Boolean) ?? []
    const found = standIn.site.data.audit
      .filter(record => record.atMs >= fromMs && record.atMs <= toMs)
      .filter(record => words.length === 0 || words.some(word => describe(record).includes(word)))
      .sort((one, other) => other.atMs - one.atMs || other.id - one.id)
    return {
      offset,
      limit,
      total: found.length,
      records: found.slice(offset, offset + limit).map(record => render(standIn, record)),
    }
  })
}

const describe = (record: AuditRecord): string =>
  `${record.summary} ${record.category} ${record.object.name} ${record.object.typeName}`.toLowerCase()

function render(standIn: StandIn, record: AuditRecord): object {
  return {
    id: record.id,
    summary: record.summary,
    remoteAddress: '192.0.2.10',
    authorKey: '',
    authorAccountId: record.authorId,
    created: standIn.rendering().clock.write(record.atMs),
    category: record.category,
    eventSource: '',
    objectItem: record.object,
    changedValues: record.changes.map(({ field, from, to }) => ({
      fieldName: field,
      ...(from === null ? {} : { changedFrom: from }),
      ...(to === null ? {} : { changedTo: to }),
    })),
    associatedItems: [{ id: record.object.parentId, name: record.object.parentName, typeName: 'PROJECT' }],
  }
}
