/** The fields of the organisation: what `wit/fields` lists. */

export type FieldType =
  | 'string'
  | 'integer'
  | 'dateTime'
  | 'plainText'
  | 'html'
  | 'treePath'
  | 'history'
  | 'double'
  | 'boolean'

export interface FieldDefinition {
  readonly name: string
  readonly referenceName: string
  readonly type: FieldType
  readonly isIdentity: boolean
  readonly readOnly: boolean
  readonly isPicklist: boolean
}

const READ_ONLY = new Set([
  'System.Id',
  'System.Rev',
  'System.Watermark',
  'System.ChangedDate',
  'System.ChangedBy',
  'System.CreatedDate',
  'System.CreatedBy',
  'System.RevisedDate',
  'System.AuthorizedDate',
  'System.TeamProject',
  'System.CommentCount',
  'System.IsDeleted',
  'System.NodeName',
])

const define = (
  type: FieldType,
  names: Readonly<Record<string, string>>,
  isIdentity = false,
): readonly FieldDefinition[] =>
  Object.entries(names).map(([referenceName, name]) => ({
    name,
    referenceName,
    type,
    isIdentity,
    readOnly: READ_ONLY.has(referenceName),
    isPicklist: referenceName.startsWith('Custom.'),
  }))

export const fieldDefinitions: readonly FieldDefinition[] = [
  ...define('integer', {
    'System.Id': 'ID',
    'System.Rev': 'Rev',
    'System.Watermark': 'Watermark',
    'System.AreaId': 'Area ID',
    'System.IterationId': 'Iteration ID',
    'System.Parent': 'Parent',
    'System.CommentCount': 'Comment Count',
    'Microsoft.VSTS.Common.Priority': 'Priority',
  }),
  ...define('treePath', { 'System.AreaPath': 'Area Path', 'System.IterationPath': 'Iteration Path' }),
  ...define('string', {
    'System.TeamProject': 'Team Project',
    'System.NodeName': 'Node Name',
    'System.WorkItemType': 'Work Item Type',
    'System.State': 'State',
    'System.Reason': 'Reason',
    'System.Title': 'Title',
    'System.BoardColumn': 'Board Column',
    'System.BoardLane': 'Board Lane',
    'Microsoft.VSTS.Common.ValueArea': 'Value Area',
    'Microsoft.VSTS.Common.Activity': 'Activity',
    'Microsoft.VSTS.Common.Severity': 'Severity',
    'Custom.Probability': 'Probability',
  }),
  ...define('boolean', { 'System.IsDeleted': 'Is Deleted', 'System.BoardColumnDone': 'Board Column Done' }),
  ...define('plainText', { 'System.Tags': 'Tags' }),
  ...define('html', { 'System.Description': 'Description' }),
  ...define('history', { 'System.History': 'History' }),
  ...define('dateTime', {
    'System.CreatedDate': 'Created Date',
    'System.ChangedDate': 'Changed Date',
    'System.RevisedDate': 'Revised Date',
    'System.AuthorizedDate': 'Authorized Date',
    'Microsoft.VSTS.Common.StateChangeDate': 'State Change Date',
    'Microsoft.VSTS.Common.ActivatedDate': 'Activated Date',
    'Microsoft.VSTS.Common.ResolvedDate': 'Resolved Date',
    'Microsoft.VSTS.Common.ClosedDate': 'Closed Date',
    'Microsoft.VSTS.Scheduling.StartDate': 'Start Date',
    'Microsoft.VSTS.Scheduling.FinishDate': 'Finish Date',
    'Microsoft.VSTS.Scheduling.TargetDate': 'Target Date',
    'Microsoft.VSTS.Scheduling.DueDate': 'Due Date',
  }),
  ...define('double', {
    'Microsoft.VSTS.Common.StackRank': 'Stack Rank',
    'Microsoft.VSTS.Common.BacklogPriority': 'Backlog Priority',
    'Microsoft.VSTS.Scheduling.StoryPoints': 'Story Points',
    'Microsoft.VSTS.Scheduling.Effort': 'Effort',
    'Microsoft.VSTS.Scheduling.OriginalEstimate': 'Original Estimate',
    'Microsoft.VSTS.Scheduling.RemainingWork': 'Remaining Work',
    'Microsoft.VSTS.Scheduling.CompletedWork': 'Completed Work',
  }),
  ...define(
    'string',
    {
      'System.AssignedTo': 'Assigned To',
      'System.CreatedBy': 'Created By',
      'System.ChangedBy': 'Changed By',
      'System.AuthorizedAs': 'Authorized As',
      'Microsoft.VSTS.Common.ActivatedBy': 'Activated By',
      'Microsoft.VSTS.Common.ResolvedBy': 'Resolved By',
      'Microsoft.VSTS.Common.ClosedBy': 'Closed By',
    },
    true,
  ),
]

export const fieldsByReferenceName: ReadonlyMap<string, FieldDefinition> = new Map(
  fieldDefinitions.map(field => [field.referenceName, field]),
)

/** Reference names are compared without case: `system.id` is `System.Id`. */
export const fieldsByLowerCaseName: ReadonlyMap<string, FieldDefinition> = new Map(
  fieldDefinitions.map(field => [field.referenceName.toLowerCase(), field]),
)

export const commonFieldNames: readonly string[] = fieldDefinitions
  .map(field => field.referenceName)
  .filter(
    name =>
      name.startsWith('System.') ||
      name === 'Microsoft.VSTS.Common.Priority' ||
      /Common\.(State|Activated|Resolved|Closed)/.test(name),
  )

export const isIdentityField = (referenceName: string): boolean =>
  fieldsByReferenceName.get(referenceName)?.isIdentity ?? false
