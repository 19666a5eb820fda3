/** Where each resource lives: the official client finds its routes by these ids, which are the same everywhere. */
export interface ApiLocation {
  readonly id: string
  readonly area: string
  readonly resourceName: string
  readonly routeTemplate: string
  readonly resourceVersion: number
  readonly minVersion: string
  readonly maxVersion: string
  /** 0.0 for a resource that is in preview for good: it wants `-preview` in every version asked. */
  readonly releasedVersion: string
}

const locate = (
  id: string,
  area: string,
  resourceName: string,
  routeTemplate: string,
  resourceVersion: number,
  releasedVersion = '7.1',
): ApiLocation => ({
  id,
  area,
  resourceName,
  routeTemplate,
  resourceVersion,
  minVersion: '1.0',
  maxVersion: '7.2',
  releasedVersion,
})

export const locations: readonly ApiLocation[] = [
  locate('0b42cb47-cd73-4810-ac90-19c9ba147453', 'work', 'plans', '{project}/_apis/{area}/{resource}/{id}', 1),
  locate('00d9565f-ed9c-4a06-9a50-00e7896ccab4', 'Location', 'ConnectionData', '_apis/{resource}', 1, '0.0'),
  locate('e81700f7-3be2-46de-8624-2eb35882fcaa', 'Location', 'ResourceAreas', '_apis/{resource}/{areaId}', 1, '0.0'),
  locate('603fe2ac-9723-48b9-88ad-09305aa6c6e1', 'core', 'projects', '_apis/{resource}/{*projectId}', 4),
  locate(
    '294c494c-2600-4d7e-b76c-3dd50c3c95be',
    'core',
    'members',
    '_apis/projects/{projectId}/teams/{teamId}/{resource}',
    2,
  ),
  locate('6488a877-4749-4954-82ea-7340d36be9f2', 'core', 'projectHistory', '_apis/{resource}', 2, '0.0'),
  locate('7a4d9ee9-3433-4347-b47a-7a80f1cf307e', 'core', 'teams', '_apis/{resource}', 3, '0.0'),
  locate('d30a3dd1-f8ba-442a-b86a-bd0c0c383e59', 'core', 'teams', '_apis/projects/{projectId}/{resource}/{*teamId}', 3),
  locate('bc15bc60-e7a8-43cb-ab01-2106be3983a1', 'wit', 'tags', '{project}/_apis/{area}/{resource}/{tagIdOrName}', 1),
  locate(
    'b51fd764-e5c2-4b9b-aaf7-3395cf4bdd94',
    'wit',
    'fields',
    '{project}/_apis/{area}/{resource}/{fieldNameOrRefName}',
    3,
  ),
  locate(
    '5a172953-1b41-49d3-840a-33f79c3ce89f',
    'wit',
    'classificationNodes',
    '{project}/_apis/{area}/{resource}/{structureGroup}/{*path}',
    2,
  ),
  locate('1a9c53f7-f243-4447-b110-35ef023636e4', 'wit', 'wiql', '{project}/{team}/_apis/{area}/{resource}', 2),
  locate(
    '6570bf97-d02c-4a91-8d93-3abe9895b1a9',
    'wit',
    'updates',
    '{project}/_apis/{area}/workItems/{id}/updates/{updateNumber}',
    4,
  ),
  locate(
    'f828fe59-dd87-495d-a17c-7a8d6211ca6c',
    'wit',
    'workItemRevisions',
    '{project}/_apis/{area}/reporting/{resource}',
    2,
  ),
  locate('a70579d1-f53a-48ee-a5be-7be8659023b9', 'wit', 'classificationNodes', '{project}/_apis/{area}/{resource}', 2),
  locate('908509b6-4248-4475-a1cd-829139ba419f', 'wit', 'workItemsBatch', '{project}/_apis/{area}/{resource}', 1),
  locate('72c7ddf8-2cdc-4f60-90cd-ab71c14a399b', 'wit', 'workItems', '{project}/_apis/{area}/{resource}/{id}', 3),
  locate('b70d8d39-926c-465e-b927-b1bf0e5ca0e0', 'wit', 'recyclebin', '{project}/_apis/{area}/{resource}/{id}', 2),
  locate(
    'b5b5b6d0-0308-40a1-b3f4-b9bb3c66878f',
    'wit',
    'workItemLinks',
    '{project}/_apis/{area}/reporting/{resource}',
    3,
  ),
  locate(
    'a00c85a5-80fa-4565-99c3-bcd2181434bb',
    'wit',
    'revisions',
    '{project}/_apis/{area}/workItems/{id}/revisions/{revisionNumber}',
    3,
  ),
  locate('7c8d7a76-4a09-43e8-b5df-bd792f4ac6aa', 'wit', 'workItemTypes', '{project}/_apis/{area}/{resource}/{type}', 2),
  locate(
    '7c9d7a76-4a09-43e8-b5df-bd792f4ac6aa',
    'wit',
    'workItemTypeStates',
    '{project}/_apis/{area}/workitemtypes/{type}/states',
    1,
  ),
  locate(
    'f5d33bc9-5b49-4a3c-a9bd-f3cd46dd2165',
    'wit',
    'workItemRelationTypes',
    '_apis/{area}/{resource}/{relation}',
    2,
  ),
  locate(
    '9b9f5734-36c8-415e-ba67-f83b45c31408',
    'wit',
    'workItemTypeCategories',
    '{project}/_apis/{area}/{resource}/{category}',
    2,
  ),
  locate('c3c1012b-bea7-49d7-b45e-1664e566f84c', 'work', 'teamsettings', '{project}/{team}/_apis/{area}/{resource}', 1),
  locate(
    'f901ba42-86d2-4b0c-89c1-3f86d06daa84',
    'work',
    'processconfiguration',
    '{project}/_apis/{area}/{resource}',
    1,
  ),
  locate(
    '07ced576-58ed-49e6-9c1e-5cb53ab8bf2a',
    'work',
    'teamfieldvalues',
    '{project}/{team}/_apis/{area}/teamsettings/{resource}',
    1,
  ),
  locate(
    '7799f497-3cb5-4f16-ad4f-5cd06012db64',
    'work',
    'backlogconfiguration',
    '{project}/{team}/_apis/{area}/{resource}',
    1,
  ),
  locate(
    'c9175577-28a1-4b06-9197-8636af9f64ad',
    'work',
    'iterations',
    '{project}/{team}/_apis/{area}/teamsettings/{resource}/{id}',
    1,
  ),
  locate(
    '2d4faa2e-9150-4cbf-a47a-932b1b4a0773',
    'work',
    'teamdaysoff',
    '{project}/{team}/_apis/{area}/teamsettings/iterations/{iterationId}/{resource}',
    1,
  ),
  locate(
    '5b3ef1a6-d3ab-44cd-bafd-c7f45db850fa',
    'work',
    'workitems',
    '{project}/{team}/_apis/{area}/teamsettings/iterations/{iterationId}/{resource}',
    1,
  ),
  locate(
    '1e385ce0-396b-4273-8171-d64562c18d37',
    'work',
    'iterationcapacities',
    '{project}/_apis/{area}/iterations/{iterationId}/{resource}',
    1,
  ),
  locate(
    '74412d15-8c1a-4352-a48d-ef1ed5587d57',
    'work',
    'capacities',
    '{project}/{team}/_apis/{area}/teamsettings/iterations/{iterationId}/{resource}/{teamMemberId}',
    3,
  ),
  locate(
    'fc50d02a-849f-41fb-8af1-0a5216103269',
    'hooks',
    'subscriptions',
    '_apis/{area}/{resource}/{subscriptionId}',
    1,
  ),
]
