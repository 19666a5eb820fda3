import type { RawRecord } from '../../src/work/raw-record.ts'
import type { SourceRecord } from '../../src/work/source-record.ts'
import { defineConnector } from '../connector.ts'
import { forgetPerson } from './forget-person.ts'
import { parseSprint } from './iterations.ts'
import { parseIssue } from './parse-issue.ts'
import {
  parseBoardConfiguration,
  parseField,
  parseIssueType,
  parseLinkType,
  parseProject,
  parseStatus,
} from './parse-structure.ts'
import { collectPeople } from './people.ts'
import { unreadable } from './raw-records.ts'
import { parseVersion } from './releases.ts'
import { credentialsSchema, settingsSchema } from './settings.ts'
import { openSource } from './source.ts'
import { jiraWebhook } from './webhook.ts'
import { parseWorklog, parseWorklogDeletion } from './worklogs.ts'

export default defineConnector({
  kind: 'jira',
  name: 'Jira',
  settings: settingsSchema,
  credentials: credentialsSchema,
  // The burst limit of Jira Cloud (https://developer.atlassian.com/cloud/jira/platform/rate-limiting/), and 5 to 10 at once.
  limits: { concurrency: 10, perSecond: 100 },
  open: openSource,
  parse: parseRecord,
  forgetPerson,
  webhook: jiraWebhook,
})

function parseRecord(record: RawRecord): readonly SourceRecord[] {
  switch (record.kind) {
    case 'project':
      return [parseProject(record)]
    case 'issue_type':
      return [parseIssueType(record)]
    case 'status':
      return [parseStatus(record)]
    case 'field':
      return [parseField(record)]
    case 'link_type':
      return [parseLinkType(record)]
    case 'board_configuration':
      return parseBoardConfiguration(record)
    case 'sprint':
      return [parseSprint(record)]
    case 'version':
      return [parseVersion(record)]
    case 'user':
      return collectPeople([record.payload])
    case 'issue':
      return parseIssue(record)
    case 'worklog':
      return parseWorklog(record)
    case 'worklog_deleted':
      return [parseWorklogDeletion(record)]
    default:
      throw unreadable(record, 'this kind of record is not known')
  }
}
