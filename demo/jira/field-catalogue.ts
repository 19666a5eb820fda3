import type { FieldRecord, FieldSchema } from './site-records.ts'

/** Custom field ids differ from site to site: connectors must find them by schema and name. */
export const customFieldIds = {
  epicName: 'customfield_10011',
  epicLink: 'customfield_10014',
  startDate: 'customfield_10015',
  /** Looks like the estimate, belongs to team-managed projects, and is filled in by mistake now and then. */
  storyPointEstimate: 'customfield_10016',
  rank: 'customfield_10019',
  sprint: 'customfield_10020',
  flagged: 'customfield_10021',
  storyPoints: 'customfield_10028',
} as const

const system = (
  id: string,
  name: string,
  schema: FieldSchema | null,
  navigable = true,
  clauseNames = [id],
): FieldRecord => ({ id, name, navigable, clauseNames, schema: schema && { ...schema, system: id } })

const custom = (id: string, name: string, schema: FieldSchema): FieldRecord => {
  const customId = Number(id.slice('customfield_'.length))
  return { id, name, navigable: true, clauseNames: [`cf[${customId}]`, name], schema: { ...schema, customId } }
}

export function listFields(): FieldRecord[] {
  const ids = customFieldIds
  const types = 'com.atlassian.jira.plugin.system.customfieldtypes'
  const agile = 'com.pyxis.greenhopper.jira'
  return [
    { id: 'issuekey', name: 'Key', navigable: true, clauseNames: ['id', 'issue', 'issuekey', 'key'], schema: null },
    system('summary', 'Summary', { type: 'string' }),
    system('issuetype', 'Issue Type', { type: 'issuetype' }, true, ['issuetype', 'type']),
    system('project', 'Project', { type: 'project' }),
    system('status', 'Status', { type: 'status' }),
    system('statuscategorychangedate', 'Status Category Changed', { type: 'datetime' }, false, [
      'statusCategoryChangedDate',
    ]),
    system('resolution', 'Resolution', { type: 'resolution' }),
    system('resolutiondate', 'Resolved', { type: 'datetime' }, true, ['resolutiondate', 'resolved']),
    system('priority', 'Priority', { type: 'priority' }),
    system('labels', 'Labels', { type: 'array', items: 'string' }),
    system('components', 'Components', { type: 'array', items: 'component' }, true, ['component']),
    system('assignee', 'Assignee', { type: 'user' }),
    system('reporter', 'Reporter', { type: 'user' }),
    system('creator', 'Creator', { type: 'user' }),
    system('created', 'Created', { type: 'datetime' }, true, ['created', 'createdDate']),
    system('updated', 'Updated', { type: 'datetime' }, true, ['updated', 'updatedDate']),
    system('duedate', 'Due date', { type: 'date' }, true, ['due', 'duedate']),
    system('fixVersions', 'Fix versions', { type: 'array', items: 'version' }, true, ['fixVersion']),
    system('versions', 'Affects versions', { type: 'array', items: 'version' }, true, ['affectedVersion']),
    // Real sites list this one with an empty schema; the specification wants a type, so the answer leaves it out.
    { id: 'parent', name: 'Parent', navigable: false, clauseNames: ['parent'], schema: null },
    system('subtasks', 'Sub-tasks', { type: 'array', items: 'issuelinks' }, true, ['subtasks']),
    system('issuelinks', 'Linked Issues', { type: 'array', items: 'issuelinks' }, true, ['issueLink']),
    system('timetracking', 'Time tracking', { type: 'timetracking' }, false, []),
    system('timeoriginalestimate', 'Original estimate', { type: 'number' }, true, [
      'originalEstimate',
      'timeoriginalestimate',
    ]),
    system('timeestimate', 'Remaining Estimate', { type: 'number' }, true, ['remainingEstimate', 'timeestimate']),
    system('timespent', 'Time Spent', { type: 'number' }, true, ['timespent']),
    system('aggregatetimespent', 'Σ Time Spent', { type: 'number' }, true, []),
    system('description', 'Description', { type: 'string' }),
    system('environment', 'Environment', { type: 'string' }),
    system('comment', 'Comment', { type: 'comments-page' }, false),
    system('worklog', 'Log Work', { type: 'array', items: 'worklog' }, false, []),
    custom(ids.epicName, 'Epic Name', { type: 'string', custom: `${agile}:gh-epic-label` }),
    custom(ids.epicLink, 'Epic Link', { type: 'any', custom: `${agile}:gh-epic-link` }),
    custom(ids.startDate, 'Start date', { type: 'date', custom: `${types}:datepicker` }),
    custom(ids.storyPointEstimate, 'Story point estimate', { type: 'number', custom: `${agile}:jsw-story-points` }),
    custom(ids.rank, 'Rank', { type: 'any', custom: `${agile}:gh-lexo-rank` }),
    custom(ids.sprint, 'Sprint', { type: 'array', items: 'json', custom: `${agile}:gh-sprint` }),
    custom(ids.flagged, 'Flagged', { type: 'array', items: 'option', custom: `${types}:multicheckboxes` }),
    custom(ids.storyPoints, 'Story Points', { type: 'number', custom: `${types}:float` }),
  ]
}
