import type { WorkItemFact } from './fact.ts'
import { canonicalInstant } from './instant.ts'
import type { Mapping } from './mapping.ts'
import { normalizeLink } from './normalize-link.ts'
import { observeHistory } from './observe-history.ts'
import { recordId } from './record-id.ts'
import type { SourceWorkItem } from './source-record.ts'

export function normalizeWorkItem(record: SourceWorkItem, connectionId: string, mapping: Mapping): WorkItemFact {
  const { externalId, key, url, title, resolution, priority, labels, components, area, fields, gap } = record
  const kind = mapping.kindOf(record.typeId)
  const history = observeHistory(record, connectionId, mapping)
  return {
    type: 'work_item',
    id: recordId(connectionId, 'work_item', externalId),
    externalId,
    key,
    url,
    title,
    projectId: recordId(connectionId, 'project', record.projectId),
    typeExternalId: record.typeId,
    kind: kind?.kind ?? null,
    level: kind?.level ?? null,
    statusExternalId: record.statusId,
    priority,
    labels,
    components,
    area,
    areaExternalId: record.areaId ?? null,
    reporterId: record.reporterId === null ? null : recordId(connectionId, 'person', record.reporterId),
    resolution,
    estimateUnit: history.estimateUnit,
    createdAt: canonicalInstant(record.createdAt),
    updatedAt: canonicalInstant(record.updatedAt),
    fields,
    historyExtent: record.historyExtent,
    observations: history.observations,
    links: record.links === null ? null : record.links.map(link => normalizeLink(link, connectionId, mapping)),
    gap,
    unmapped: kind === null ? [`type ${record.typeId}`, ...history.unmapped] : history.unmapped,
  }
}
