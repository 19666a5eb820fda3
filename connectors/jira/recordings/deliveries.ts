import type { RecordedDelivery } from '../../recording.ts'

const secret = 'fjord-signal-51'
const astrid = '60c1a9d2b7f34e0068a10002'

const delivery = (number: number, signature: string, body: string, touched: RecordedDelivery['touched']): RecordedDelivery => ({
  headers: {
    'content-type': 'application/json;charset=UTF-8',
    'user-agent': 'Atlassian Webhook HTTP Client',
    'x-atlassian-webhook-identifier': `b1f0c2de-5e31-4d7c-9f0e-00000000000${number}`,
    'x-atlassian-webhook-flow': 'Primary',
    'x-hub-signature': `sha256=${signature}`,
  },
  body,
  secret,
  deliveryId: `b1f0c2de-5e31-4d7c-9f0e-00000000000${number}`,
  touched,
})

/** Deliveries of an admin webhook with a secret; the signatures were computed once, over exactly these bytes. */
export const deliveries: readonly RecordedDelivery[] = [
  delivery(
    0,
    '53a8de3d2fd8b2a5bb84348e5158e875de8d6d5e8091a9ddca0336dc57e64ed6',
    '{"timestamp":1795190400123,"webhookEvent":"jira:issue_updated","issue_event_type_name":"issue_generic","user":{"accountId":"60c1a9d2b7f34e0068a10002","displayName":"Astrid Lund","active":true},"issue":{"id":"10401","key":"TRN-2","fields":{"summary":"Heat the door seals","description":"As text, not as a document"}},"changelog":{"id":"20009","items":[{"field":"duedate","fieldtype":"jira","fieldId":"duedate","from":null,"fromString":null,"to":"2026-12-01","toString":"01/Dec/26"}]}}',
    [{ kind: 'work_item', externalId: '10401', byPersonId: astrid, at: '2026-11-20T16:00:00.123Z', movesDate: true }],
  ),
  delivery(
    1,
    'ec295dd0212103052db8e8d515b0a22495253cf294e5dea63620d99797271a2d',
    '{"timestamp":1795190401000,"webhookEvent":"jira:issue_deleted","user":{"accountId":"60c1a9d2b7f34e0068a10002","displayName":"Astrid Lund","active":true},"issue":{"id":"10499","key":"TRN-9","fields":{}}}',
    [{ kind: 'work_item', externalId: '10499', byPersonId: astrid, at: '2026-11-20T16:00:01.000Z' }],
  ),
  delivery(
    2,
    'b71fa14afe03d84a1cd341f3ba480099b0c8b9edd366c149d457b4ca01ebfba4',
    '{"timestamp":1795190402000,"webhookEvent":"jira:version_updated","version":{"id":"10200","name":"Winter timetable","archived":false,"released":false,"releaseDate":"2026-12-18","projectId":10000}}',
    [{ kind: 'release', externalId: '10200', at: '2026-11-20T16:00:02.000Z' }],
  ),
  delivery(
    3,
    'd43029e468b2c6490d053f58c7e473c29824055a88ceea627b8a1d96a2b8fdd9',
    '{"timestamp":1795190403000,"webhookEvent":"jira:version_deleted","version":{"id":"10201","projectId":10000},"mergedTo":{"id":"10200"},"user":{"accountId":"60c1a9d2b7f34e0068a10002","displayName":"Astrid Lund","active":true}}',
    [{ kind: 'release', externalId: '10201', byPersonId: astrid, at: '2026-11-20T16:00:03.000Z' }, { kind: 'release', externalId: '10200', byPersonId: astrid, at: '2026-11-20T16:00:03.000Z' }],
  ),
  delivery(
    4,
    'fbfc5e3bb8050c9cb484e57d1090c11935de4b336802789b544df2a1900fbe59',
    '{"timestamp":1795190404000,"webhookEvent":"sprint_closed","sprint":{"id":8,"state":"closed","name":"Trains 8","originBoardId":1}}',
    [{ kind: 'iteration', externalId: '8', at: '2026-11-20T16:00:04.000Z' }],
  ),
  delivery(
    5,
    '2b7f63c7f3afdbb0abb91288c1bc45664b85f906b0ee60165ae7600b81eb3f60',
    '{"timestamp":1795190405000,"webhookEvent":"worklog_created","worklog":{"id":"30004","issueId":"10402","author":{"accountId":"60c1a9d2b7f34e0068a10002","displayName":"Astrid Lund","active":true},"comment":"","timeSpentSeconds":3600}}',
    [{ kind: 'worklog', externalId: '30004', at: '2026-11-20T16:00:05.000Z' }, { kind: 'work_item', externalId: '10402', at: '2026-11-20T16:00:05.000Z' }],
  ),
  delivery(
    6,
    '2d90dd86731ae788847fd136e2408d40bb0a029f11f5e1a0b3cf30b25a3a1286',
    '{"timestamp":1795190406000,"webhookEvent":"issuelink_created","issueLink":{"id":10601,"sourceIssueId":10401,"destinationIssueId":10402,"issueLinkType":{"id":10100,"name":"Blocks","isSubTaskLinkType":false,"isSystemLinkType":false},"systemLink":false}}',
    [{ kind: 'work_item', externalId: '10401', at: '2026-11-20T16:00:06.000Z' }, { kind: 'work_item', externalId: '10402', at: '2026-11-20T16:00:06.000Z' }],
  ),
  delivery(
    7,
    '29b0fd6f2dc163cf6eeecbaf2d7a136d6b03d74dd37cd2aaa02e4fdd58752067',
    '{"timestamp":1795190406500,"webhookEvent":"issuelink_created","issueLink":{"id":10602,"sourceIssueId":10401,"destinationIssueId":10402,"systemLink":true}}',
    [],
  ),
  delivery(
    8,
    'cd8efd437f5a25b75e00fab18f351bf1f55cf61ea9893a300640b643b83b480d',
    '{"timestamp":1795190407000,"webhookEvent":"project_updated","project":{"id":10000,"key":"TRN","name":"Trains"}}',
    [{ kind: 'project', externalId: '10000', at: '2026-11-20T16:00:07.000Z' }],
  ),
  delivery(
    9,
    '98bb220e81cdb47935e7cb6befb0e56d8b137fd2b928fa363b589c2489c33b05',
    '{"timestamp":1795190408000,"webhookEvent":"board_configuration_changed","configuration":{"id":1}}',
    [],
  ),
]
