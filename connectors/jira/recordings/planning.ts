import type { Exchange } from '../../recording.ts'

const board = (id: number, name: string, type: string, projectId: number | null) => ({
  id,
  self: `https://lumen-rail.atlassian.net/rest/agile/1.0/board/${id}`,
  name,
  type,
  ...(projectId === null ? {} : { location: { projectId, projectKey: projectId === 10000 ? 'TRN' : 'STA', displayName: name } }),
})
const trainsBoard = board(1, 'Trains board', 'scrum', 10000)
const workshopBoard = board(2, 'Workshop', 'kanban', 10000)
const stationsBoard = board(3, 'Stations board', 'simple', 10001)
const boards = (...values: readonly (typeof trainsBoard)[]) => ({ maxResults: 50, startAt: 0, total: values.length, isLast: true, values: [...values] })

export const sprint7 = {
  id: 7,
  self: 'https://lumen-rail.atlassian.net/rest/agile/1.0/sprint/7',
  state: 'closed',
  name: 'Trains 7',
  startDate: '2026-10-19T07:00:00.000Z',
  endDate: '2026-10-30T15:00:00.000Z',
  completeDate: '2026-10-30T15:12:44.120Z',
  createdDate: '2026-10-12T08:00:00.000Z',
  originBoardId: 1,
  goal: 'Doors close, even in frost',
}
const sprint8 = {
  id: 8,
  state: 'active',
  name: 'Trains 8',
  startDate: '2026-11-09T08:00:00.000Z',
  endDate: '2026-11-20T16:00:00.000Z',
  originBoardId: 1,
  goal: '',
}
const sprint9 = { id: 9, state: 'future', name: 'Trains 9', originBoardId: 1 }
/** Made on a board of a project that is not followed; shows up here because one of our issues is in it. */
const guestSprint = { id: 31, state: 'active', name: 'Depot 3', startDate: '2026-11-02T08:00:00.000Z', originBoardId: 40 }

export const version1 = {
  self: 'https://lumen-rail.atlassian.net/rest/api/3/version/10200',
  id: '10200',
  name: 'Winter timetable',
  description: 'Everything the winter timetable needs',
  archived: false,
  released: false,
  startDate: '2026-09-01',
  releaseDate: '2026-12-11',
  overdue: false,
  projectId: 10000,
}
const version2 = { id: '10201', name: 'Autumn fixes', archived: false, released: true, releaseDate: '2026-10-02', projectId: 10000 }

const audit = (id: number, created: string, authorAccountId: string | null, changes: readonly (readonly [string, string, string])[]) => ({
  id,
  summary: 'Version aktualisiert',
  created,
  category: 'projects',
  eventSource: '',
  ...(authorAccountId === null ? {} : { authorAccountId }),
  objectItem: { id: '10200', name: 'Winter timetable', typeName: 'VERSION', parentId: '10000', parentName: 'Trains' },
  changedValues: changes.map(([fieldName, changedFrom, changedTo]) => ({ fieldName, changedFrom, changedTo })),
})

const trainsSprints = '/rest/agile/1.0/board/1/sprint'

/** Boards, sprints, versions and what the audit log says about them. */
export const planningExchanges: readonly Exchange[] = [
  { method: 'GET', path: '/rest/agile/1.0/board', query: { projectKeyOrId: '10000' }, answer: boards(trainsBoard, workshopBoard) },
  { method: 'GET', path: '/rest/agile/1.0/board', query: { projectKeyOrId: '10001' }, answer: boards(stationsBoard) },
  { method: 'GET', path: '/rest/agile/1.0/board', answer: boards(trainsBoard, workshopBoard, stationsBoard) },
  {
    method: 'GET',
    path: '/rest/agile/1.0/board/1/configuration',
    answer: {
      id: 1,
      name: 'Trains board',
      filter: { id: '10300' },
      columnConfig: { columns: [{ name: 'To Do', statuses: [{ id: '10010' }] }], constraintType: 'none' },
      estimation: { type: 'field', field: { fieldId: 'customfield_10028', displayName: 'Story Points' } },
      ranking: { rankCustomFieldId: 10019 },
    },
  },
  {
    method: 'GET',
    path: '/rest/agile/1.0/board/3/configuration',
    answer: { id: 3, name: 'Stations board', columnConfig: { columns: [], constraintType: 'none' }, estimation: { type: 'none' } },
  },
  { method: 'GET', path: '/rest/agile/1.0/board/1', answer: trainsBoard },
  { method: 'GET', path: '/rest/agile/1.0/board/40', answer: { ...board(40, 'Depot', 'scrum', null), location: { projectId: 10777, projectKey: 'DEP' } } },
  {
    method: 'GET',
    path: trainsSprints,
    query: { startAt: '0' },
    answer: { maxResults: 2, startAt: 0, isLast: false, values: [sprint7, sprint8] },
  },
  {
    method: 'GET',
    path: trainsSprints,
    query: { startAt: '2' },
    answer: { maxResults: 2, startAt: 2, isLast: true, values: [sprint9, guestSprint] },
  },
  {
    method: 'GET',
    path: '/rest/agile/1.0/board/3/sprint',
    status: 400,
    answer: { errorMessages: ['The board does not support sprints'], errors: {} },
  },
  { method: 'GET', path: '/rest/agile/1.0/sprint/7', answer: sprint7 },
  { method: 'GET', path: '/rest/agile/1.0/sprint/999', status: 404, answer: { errorMessages: ['Sprint does not exist'], errors: {} } },
  {
    method: 'GET',
    path: '/rest/api/3/project/10000/version',
    query: { startAt: '0' },
    answer: { maxResults: 1, startAt: 0, total: 2, isLast: false, values: [version1] },
  },
  {
    method: 'GET',
    path: '/rest/api/3/project/10000/version',
    query: { startAt: '1' },
    answer: { maxResults: 1, startAt: 1, total: 2, isLast: true, values: [version2] },
  },
  { method: 'GET', path: '/rest/api/3/project/10001/version', answer: { maxResults: 50, startAt: 0, total: 0, isLast: true, values: [] } },
  { method: 'GET', path: '/rest/api/3/version/10200', answer: version1 },
  {
    method: 'GET',
    path: '/rest/api/3/auditing/record',
    answer: {
      offset: 0,
      limit: 1000,
      total: 4,
      // Newest first, in the site's language, and with records of other things among them.
      records: [
        audit(903, '2026-11-03T09:14:00.000+0100', '60c1a9d2b7f34e0068a10003', [['Veröffentlichungsdatum', '2026-11-27', '2026-12-11']]),
        audit(902, '2026-10-20T15:02:11.000+0200', '60c1a9d2b7f34e0068a10002', [
          ['Startdatum', '2026-08-15', '2026-09-01'],
          ['Veröffentlichungsdatum', '2026-11-13', '2026-11-27'],
        ]),
        audit(901, '2026-08-10T10:00:00.000+0200', '60c1a9d2b7f34e0068a10002', [['Name', 'Winter', 'Winter timetable']]),
        { id: 890, summary: 'User added to group', created: '2026-08-01T08:00:00.000+0000', category: 'group management', objectItem: { name: 'VERSION' } },
      ],
    },
  },
  {
    method: 'GET',
    path: '/rest/api/3/user/bulk',
    answer: {
      self: 'https://example.atlassian.net/rest/api/3/user/bulk',
      startAt: 0,
      maxResults: 200,
      total: 2,
      isLast: true,
      values: [
        { accountId: '60c1a9d2b7f34e0068a10002', accountType: 'atlassian', displayName: 'Astrid Lund', active: true },
        { accountId: '60c1a9d2b7f34e0068a10003', accountType: 'atlassian', displayName: 'Yuki Tanabe', active: true },
      ],
    },
  },
]
