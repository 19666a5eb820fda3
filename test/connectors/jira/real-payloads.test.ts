import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import jira from '../../../connectors/jira/index.ts'
import type { IssueFields } from '../../../connectors/jira/issue-fields.ts'
import { createIssueRaw } from '../../../connectors/jira/issue-record.ts'
import { isList, isObject } from '../../../connectors/jira/json-text.ts'
import { createRaw } from '../../../connectors/jira/raw-records.ts'
import type { Json } from '../../../src/work/raw-record.ts'
import { replayHistory } from '../replay-history.ts'

type JsonObject = { readonly [key: string]: Json }

/** Captures of real trackers; knowledge beside the project, never a part of it. */
const data = join(import.meta.dirname, '../../../../shared/data')
const isHere = existsSync(data)
if (!isHere) console.warn('Real payloads are not at ../shared/data: their tests are skipped.')

const fields: IssueFields = {
  names: [],
  sprintFieldId: 'customfield_10020',
  epicLinkFieldId: 'customfield_10014',
  parentLinkFieldId: 'customfield_10018',
  parentLinkName: 'Parent Link',
  idsByName: new Map(),
  valueTypes: new Map([
    ['customfield_10015', 'day'],
    ['customfield_10016', 'number'],
    ['customfield_10021', 'options'],
    ['customfield_10036', 'number'],
  ]),
}
/** A few captures are of answers without a body. */
const readJson = (path: string): Json => JSON.parse(readFileSync(join(data, path), 'utf8').trim() || 'null') as Json
const listJson = (folder: string): readonly string[] =>
  readdirSync(join(data, folder), { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('.json'))
    .map(path => join(folder, path))

function parseIssue(issue: JsonObject): void {
  const changelog = issue.changelog
  const rows = changelog !== undefined && isObject(changelog) ? changelog.histories : undefined
  const histories = rows !== undefined && isList(rows) ? rows.filter(isObject) : []
  const record = createIssueRaw(issue, histories, fields, 'https://example.atlassian.net', '2026-11-20T12:00:00.000Z')
  for (const parsed of jira.parse(record)) if (parsed.type === 'work_item') replayHistory(parsed)
}

function findIssues(value: Json): readonly JsonObject[] {
  if (isList(value)) return value.flatMap(findIssues)
  if (!isObject(value)) return []
  const isIssue = typeof value.id === 'string' && typeof value.key === 'string' && isObject(value.fields)
  const values = isIssue && isObject(value.fields) ? value.fields : {}
  if (isIssue && typeof values.created === 'string' && values.status !== undefined) return [value]
  return Object.values(value).flatMap(findIssues)
}

describe.skipIf(!isHere)('real payloads', () => {
  it('holds issues of Jira Cloud that parse, with a history that ends at their current values', () => {
    const issues = [...listJson('jirametrics'), ...listJson('port-ocean/jira')].flatMap(path =>
      findIssues(readJson(path)),
    )
    expect(issues.length).toBeGreaterThan(10)
    for (const issue of issues) parseIssue(issue)
  })

  it('holds issues of older servers and of webhooks that parse as well', () => {
    const folders = ['mattermost-plugin-jira', 'pinpoint-jira', 'jenkins-jira-trigger', 'jira-ruby', 'go-jira']
    const issues = folders.flatMap(listJson).flatMap(path => findIssues(readJson(path)))
    expect(issues.length).toBeGreaterThan(40)
    for (const issue of issues) parseIssue(issue)
  })

  it('holds a whole public tracker whose issues parse', () => {
    const lines = gunzipSync(readFileSync(join(data, 'tidev-jira-archive/DAEMON.ndjson.gz')))
      .toString()
      .split('\n')
      .filter(Boolean)
    expect(lines.length).toBeGreaterThan(300)
    for (const line of lines) parseIssue(JSON.parse(line) as JsonObject)
  })

  it('holds deliveries that name what they touched', () => {
    const paths = [...listJson('mattermost-plugin-jira/server'), ...listJson('pinpoint-jira')]
    const touched = paths.flatMap(path => {
      const event = readJson(path)
      if (!isObject(event) || typeof event.webhookEvent !== 'string') return []
      return [
        {
          event: event.webhookEvent,
          refs: jira.webhook?.touched({ headers: {}, body: Buffer.from(JSON.stringify(event)) }) ?? [],
        },
      ]
    })
    expect(touched.length).toBeGreaterThan(40)
    const silent = touched.filter(({ refs }) => refs.length === 0).map(({ event }) => event)
    expect(new Set(silent)).toEqual(new Set(['board_created', 'user_created']))
  })

  it('holds words of real sites that parse', () => {
    const words: readonly (readonly [string, string])[] = [
      ['status', 'jirametrics/complete_sample/sample_statuses.json'],
      ['status', 'jira-ruby/status.json'],
      ['status', 'go-jira/all_statuses.json'],
      ['field', 'jira-ruby/field.json'],
      ['field', 'go-jira/all_fields.json'],
      ['issue_type', 'jira-ruby/issuetype.json'],
      ['project', 'go-jira/all_projects.json'],
      ['project', 'jira-ruby/project.json'],
    ]
    for (const [kind, path] of words) {
      const list = readJson(path)
      expect(isList(list) && list.length > 0, path).toBe(true)
      for (const word of isList(list) ? list.filter(isObject) : []) {
        expect(jira.parse(createRaw(kind, String(word.id), word, {}, '2026-11-20T12:00:00.000Z'))).toHaveLength(1)
      }
    }
    const sprints = listJson('port-ocean/jira')
      .filter(path => path.includes('/sprint/'))
      .map(readJson)
      .filter(isObject)
    for (const sprint of sprints)
      jira.parse(createRaw('sprint', String(sprint.id), sprint, {}, '2026-11-20T12:00:00.000Z'))
    expect(sprints.length).toBeGreaterThan(0)
  })
})
