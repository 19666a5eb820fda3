import { existsSync, readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'
import ajvFormats from 'ajv-formats'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deriveAccountId } from '../../../demo/jira/generate-catalogue.ts'
import { type JiraStandIn, startJiraStandIn } from '../../../demo/jira/server.ts'
import { demoMover } from '../../../demo/organisation.ts'
import { ask, openDemoSite } from './demo-site.ts'

const specs = new URL('../../../../shared/specs/', import.meta.url)
const areSpecsThere = existsSync(new URL('jira-platform.json', specs))
if (!areSpecsThere) console.log('skipped: ../shared/specs (the official OpenAPI files) is not on this machine')

const platform = '/rest/api/3'
const agile = '/rest/agile/1.0'

describe.skipIf(!areSpecsThere)('the answers follow the official OpenAPI description', () => {
  let standIn: JiraStandIn
  let check: (specPath: string, method: 'get' | 'post', body: unknown) => string[]
  let issueIds: string[]

  beforeAll(async () => {
    standIn = await startJiraStandIn({ site: openDemoSite(), feedLagMs: 0 })
    issueIds = standIn.site.data.issues.slice(0, 200).map(issue => issue.id)
    check = createCheck()
  })
  afterAll(() => standIn.close())

  it.each([
    ['/serverInfo', '/serverInfo'],
    ['/myself', '/myself'],
    ['/mypermissions', '/mypermissions?permissions=BROWSE_PROJECTS,ADMINISTER'],
    ['/project/search', '/project/search?action=browse&expand=lead,insight,issueTypes'],
    ['/issuetype', '/issuetype'],
    ['/status', '/status'],
    ['/statuscategory', '/statuscategory'],
    ['/field', '/field'],
    ['/resolution/search', '/resolution/search'],
    ['/priority/search', '/priority/search'],
    ['/issueLinkType', '/issueLinkType'],
    ['/project/{projectIdOrKey}/version', '/project/MOB/version?maxResults=2'],
    ['/version/{id}', '/version/10101'],
    ['/search/jql', '/search/jql?jql=project%20%3D%20PAY&fields=*all&maxResults=100&expand=names,schema,changelog'],
    ['/issue/{issueIdOrKey}', '/issue/PAY-1?expand=changelog,names'],
    ['/issue/{issueIdOrKey}/changelog', '/issue/MOB-2/changelog'],
    ['/issue/{issueIdOrKey}/worklog', '/issue/PAY-40/worklog'],
    ['/worklog/updated', '/worklog/updated'],
    ['/worklog/deleted', '/worklog/deleted'],
    ['/auditing/record', '/auditing/record'],
    ['/users/search', '/users/search?maxResults=1000'],
    ['/user/bulk', `/user/bulk?accountId=${encodeURIComponent(deriveAccountId(demoMover.email))}`],
  ])('GET %s', async (specPath, path) => {
    const { status, body } = await ask(standIn, platform + path)
    expect(status).toBe(200)
    expect(check(platform + specPath, 'get', body)).toEqual([])
  })

  it.each([
    [
      '/search/jql',
      () => ({ jql: 'project in ("MOB", OPS) ORDER BY updated ASC, id ASC', fields: ['*all'], maxResults: 100 }),
    ],
    ['/search/approximate-count', () => ({ jql: 'project = WEB' })],
    ['/issue/bulkfetch', () => ({ issueIdsOrKeys: issueIds.slice(0, 100), fields: ['*all'], expand: ['changelog'] })],
    ['/changelog/bulkfetch', () => ({ issueIdsOrKeys: issueIds })],
    ['/worklog/list', () => ({ ids: standIn.site.data.worklogs.slice(0, 300).map(worklog => Number(worklog.id)) })],
  ])('POST %s', async (path, body) => {
    const answer = await ask(standIn, platform + path, body())
    expect(answer.status).toBe(200)
    expect(check(platform + path, 'post', answer.body)).toEqual([])
  })

  it.each([
    ['/board', '/board'],
    ['/board/{boardId}', '/board/1'],
    ['/board/{boardId}/configuration', '/board/1/configuration'],
    ['/board/{boardId}/configuration', '/board/4/configuration'],
  ])('GET %s of the agile API', async (specPath, path) => {
    const { status, body } = await ask(standIn, agile + path)
    expect(status).toBe(200)
    expect(check(agile + specPath, 'get', body)).toEqual([])
  })

  it('a wrong answer is noticed', async () => {
    const { body } = await ask<object>(standIn, `${platform}/worklog/updated`)
    expect(check(`${platform}/worklog/updated`, 'get', { ...body, lastPage: 'yes' })).not.toEqual([])
  })
})

interface Schema {
  type?: string | string[]
  format?: string
  nullable?: boolean
  additionalProperties?: boolean
  properties?: Record<string, Schema>
}

interface OpenApi {
  readonly components: { readonly schemas: Record<string, Schema> }
  readonly paths: Record<
    string,
    Record<string, { responses: Record<string, { content: Record<string, { schema: Schema }> }> }>
  >
}

/** The specification's defects, each patched as little as needed, and why. */
function patchPlatform({ components: { schemas } }: OpenApi): void {
  const propertiesOf = (name: string): Record<string, Schema> => schemas[name]?.properties ?? {}
  // from and to are null in real rows, and assignee rows carry tmpFromAccountId and tmpToAccountId.
  for (const name of ['from', 'fromString', 'to', 'toString'])
    Object.assign(propertiesOf('ChangeDetails')[name] ?? {}, { nullable: true })
  Object.assign(schemas.ChangeDetails ?? {}, { additionalProperties: true })
  // The bulk call writes epoch milliseconds, not date-time. https://github.com/sooperset/mcp-atlassian/issues/346
  propertiesOf('Changelog').created = { type: ['string', 'integer'] }
  // Cloud names the author by account id since the privacy changes; the schema still has authorKey only.
  propertiesOf('AuditRecordBean').authorAccountId = { type: 'string' }
  // Real sites say their locale; the schema forgot it.
  propertiesOf('ServerInformation').defaultLocale = { type: 'object' }
}

/** The real location has id, key and name; the schema still says projectKeyOrId. */
function patchSoftware(document: OpenApi): void {
  const { properties } = findSchema(document, `${agile}/board/{boardId}/configuration`, 'get')
  Object.assign(properties?.location ?? {}, { additionalProperties: true })
}

function findSchema({ paths }: OpenApi, specPath: string, method: 'get' | 'post'): Schema {
  const schema = paths[specPath]?.[method]?.responses['200']?.content['application/json']?.schema
  if (!schema) throw new Error(`the specification says nothing about ${method} ${specPath}`)
  return schema
}

function createCheck(): (specPath: string, method: 'get' | 'post', body: unknown) => string[] {
  const read = (file: string): OpenApi => JSON.parse(readFileSync(new URL(file, specs), 'utf8')) as OpenApi
  const documents = { platform: read('jira-platform.json'), software: read('jira-software.json') }
  patchPlatform(documents.platform)
  patchSoftware(documents.software)
  const ajv = new Ajv({ strict: false, allErrors: true, ownProperties: true })
  ajvFormats.default(ajv)
  ajv.addSchema({ $id: 'platform', components: documents.platform.components })
  const compiled = new Map<string, ValidateFunction>()
  return (specPath, method, body) => {
    const document = documents[specPath.startsWith(agile) ? 'software' : 'platform']
    const text = JSON.stringify(findSchema(document, specPath, method)).replaceAll('"#/', '"platform#/')
    const validate = compiled.get(text) ?? ajv.compile(JSON.parse(text) as object)
    compiled.set(text, validate)
    validate(body)
    return (validate.errors ?? [])
      .map(error => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`)
      .slice(0, 5)
  }
}
