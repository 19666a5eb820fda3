import { customFieldIds } from './field-catalogue.ts'
import { type Rendering, renderSprintRef } from './render-site.ts'
import type { Issue } from './site-records.ts'

/** The value of a custom field; undefined for one the site does not have. */
export function renderCustomField(to: Rendering, issue: Issue, field: string): unknown {
  const { site } = to
  const parent = issue.parentId === null ? undefined : site.issues.get(issue.parentId)
  const isEpic = (site.issueTypes.get(issue.typeId)?.hierarchyLevel ?? 0) === 1
  const isParentEpic = parent !== undefined && site.issueTypes.get(parent.typeId)?.hierarchyLevel === 1
  switch (field) {
    case customFieldIds.epicName:
      return isEpic ? issue.summary : null
    case customFieldIds.epicLink:
      return isParentEpic ? parent.key : null
    case customFieldIds.startDate:
      return issue.startDate
    case customFieldIds.storyPointEstimate:
      return issue.storyPointEstimate
    case customFieldIds.storyPoints:
      return issue.storyPoints
    case customFieldIds.rank:
      return issue.rank
    case customFieldIds.flagged:
      return null
    case customFieldIds.sprint:
      return issue.sprintIds.length === 0
        ? null
        : issue.sprintIds.flatMap(id => site.sprints.get(id) ?? []).map(sprint => renderSprintRef(to, sprint))
    default:
      return undefined
  }
}
