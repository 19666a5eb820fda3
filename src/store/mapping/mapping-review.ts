import { sql } from 'drizzle-orm'
import { type EstimateField, resolveEstimateField } from '../../work/estimate-field.ts'
import { MAPPING_SUBJECTS, type MappingEntry, type MappingSubject } from '../../work/mapping.ts'
import { recordId } from '../../work/record-id.ts'
import { findRivals, type ReviewedMeaning, reviewMeaning } from '../../work/review-mapping.ts'
import { type Queryable, queryRows } from '../database.ts'
import { countUses } from './mapping-usage.ts'
import { listMappings } from './mappings.ts'

export interface NamedProject {
  readonly id: string
  readonly externalId: string
  /** Null: the tracker has not shown us the project itself. */
  readonly key: string | null
  readonly name: string | null
}

/** A word as a person reviews it. */
export interface ReviewedWord {
  readonly subject: MappingSubject
  readonly externalId: string
  readonly name: string
  readonly project: NamedProject | null
  readonly proposed: MappingEntry['proposed']
  readonly confidence: number
  readonly reason: string
  readonly effective: ReviewedMeaning
  readonly chosenBy: string | null
  readonly chosenAt: string | null
  readonly items: number
}

export interface ProjectEstimate extends EstimateField {
  readonly project: NamedProject
}

/** What needs a person first, of these what most items use. */
export async function reviewMappings(
  db: Queryable,
  connectionId: string,
  { subject, needsReview }: { readonly subject?: MappingSubject; readonly needsReview?: boolean },
): Promise<readonly ReviewedWord[]> {
  const entries = await listMappings(db, connectionId)
  const projects = await listNamedProjects(db, connectionId, entries)
  const rivals = findRivals(entries, [...projects.keys()])
  const words: ReviewedWord[] = []
  for (const each of MAPPING_SUBJECTS.filter(one => subject === undefined || one === subject)) {
    const usesOf = await countUses(db, connectionId, each)
    for (const entry of entries.filter(word => word.subject === each)) {
      const effective = reviewMeaning(entry, rivals)
      if (needsReview !== undefined && effective.needsReview !== needsReview) continue
      const { externalId, name, projectId, proposed, confidence, reason, chosenBy, chosenAt } = entry
      const project = projectId === null ? null : (projects.get(projectId) ?? null)
      const items = usesOf(externalId, projectId)
      words.push({
        subject: each,
        externalId,
        name,
        project,
        proposed,
        confidence,
        reason,
        effective,
        chosenBy,
        chosenAt,
        items,
      })
    }
  }
  return words.sort(compareWords)
}

/** Which field holds the estimate of each project. */
export async function listEstimateFields(db: Queryable, connectionId: string): Promise<readonly ProjectEstimate[]> {
  const entries = await listMappings(db, connectionId, [])
  const projects = await listNamedProjects(db, connectionId, entries)
  return [...projects.values()].map(project => ({ project, ...resolveEstimateField(entries, project.externalId) }))
}

function compareWords(a: ReviewedWord, b: ReviewedWord): number {
  if (a.effective.needsReview !== b.effective.needsReview) return a.effective.needsReview ? -1 : 1
  if (a.items !== b.items) return b.items - a.items
  const textOf = ({ subject, name, externalId, project }: ReviewedWord) =>
    JSON.stringify([subject, name, externalId, project?.externalId ?? ''])
  return textOf(a) < textOf(b) ? -1 : 1
}

/** By external id; also projects that words are limited to and that are not stored. */
async function listNamedProjects(
  db: Queryable,
  connectionId: string,
  entries: readonly MappingEntry[],
): Promise<ReadonlyMap<string, NamedProject>> {
  const stored = await queryRows<NamedProject>(
    db,
    sql`
    select id, external_id as "externalId", key, name from project
    where connection_id = ${connectionId} and visibility <> 'deleted' order by name, id`,
  )
  const projects = new Map(stored.map(project => [project.externalId, project]))
  for (const { projectId } of entries) {
    if (projectId === null || projects.has(projectId)) continue
    const id = recordId(connectionId, 'project', projectId)
    projects.set(projectId, { id, externalId: projectId, key: null, name: null })
  }
  return projects
}
