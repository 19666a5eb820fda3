import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { removeProjectPermission, restoreProjectPermission } from '../../../demo/azure-devops/project-edits.ts'
import type { AzureDevOpsStandIn } from '../../../demo/azure-devops/server.ts'
import { ask, authorization, startStandIn, TOKEN } from './organization-for-tests.ts'

interface Refused {
  readonly typeKey: string
  readonly message: string
  readonly eventId: number
}

describe('the stand-in refuses as the service does', () => {
  let standIn: AzureDevOpsStandIn
  beforeAll(async () => {
    standIn = await startStandIn({ queryLimit: 500 })
  })
  afterAll(() => standIn.close())

  const get = (path: string, headers: Record<string, string>): Promise<Response> =>
    fetch(`${standIn.url}${path}`, { headers })
  const query = (text: string, parameters = '?timePrecision=true', project = ''): Promise<Refused> =>
    ask(standIn, `${project}/_apis/wit/wiql${parameters}`, { body: { query: text } })

  it('sends the sign-in page with status 203 to a wrong token, and 401 to who wants no redirect', async () => {
    const page = await get('/_apis/projects', { authorization: authorization('wrong') })
    expect(page.status).toBe(203)
    expect(page.headers.get('content-type')).toContain('text/html')
    expect(await page.text()).toContain('Sign In')
    const plain = await get('/_apis/projects', {
      authorization: authorization('wrong'),
      'x-tfs-fedauthredirect': 'Suppress',
    })
    expect(plain.status).toBe(401)
    expect((await get('/_apis/projects', {})).status).toBe(203)
  })

  it('takes the token under any user, and as a bearer token', async () => {
    for (const user of ['PAT', '', 'someone@halden.example']) {
      const basic = `Basic ${Buffer.from(`${user}:${TOKEN}`).toString('base64')}`
      expect((await get('/_apis/projects', { authorization: basic })).status).toBe(200)
    }
    expect((await get('/_apis/projects', { authorization: `Bearer ${TOKEN}` })).status).toBe(200)
  })

  it('wants a version for what it changes, -preview for what is in preview, and none newer than it knows', async () => {
    const headers = { authorization: authorization(TOKEN) }
    const post = await fetch(`${standIn.url}/_apis/wit/workitemsbatch`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: '{"ids":[101]}',
    })
    expect([post.status, ((await post.json()) as Refused).typeKey]).toEqual([400, 'VssVersionNotSpecifiedException'])
    expect((await ask<Refused>(standIn, '/_apis/teams')).typeKey).toBe('VssInvalidPreviewVersionException')
    expect((await ask<Refused>(standIn, '/_apis/projects', { version: '8.0' })).typeKey).toBe(
      'VssVersionOutOfRangeException',
    )
    const inQuery = await get('/_apis/projects?api-version=7.1', headers)
    expect(inQuery.headers.get('content-type')).toBe('application/json; charset=utf-8; api-version=7.1')
  })

  it('does not mind the case of a path', async () => {
    const answer = await ask<{ id: number }>(standIn, '/_APIS/WIT/WorkItems/101')
    expect(answer.id).toBe(101)
  })

  it('says the same of an item that never was, was deleted, or lies in a hidden project', async () => {
    const deleted = standIn.organization.state.workItems.find(({ deletion }) => deletion !== null)?.id ?? 0
    const missing = await ask<Refused>(standIn, '/_apis/wit/workitems/9999999')
    expect(missing.message).toBe(
      'TF401232: Work item 9999999 does not exist, or you do not have permissions to read it.',
    )
    expect(missing.eventId).toBe(3200)
    expect((await ask<Refused>(standIn, `/_apis/wit/workitems/${deleted}`)).typeKey).toBe(missing.typeKey)
    removeProjectPermission(standIn.organization, 'Core Platform')
    const hidden = await ask<{ value: readonly unknown[] }>(standIn, '/_apis/projects')
    expect(hidden.value).toHaveLength(2)
    expect((await ask<Refused>(standIn, '/Core%20Platform/_apis/wit/workitemtypes')).message).toContain('TF200016')
    restoreProjectPermission(standIn.organization, 'Core Platform')
    expect(await ask(standIn, '/Core%20Platform/_apis/wit/workitemtypes')).toHaveProperty('count', 6)
  })

  it('fails a whole batch for one missing id, or leaves null in its place', async () => {
    const failed = await ask<Refused>(standIn, '/_apis/wit/workitemsbatch', { body: { ids: [101, 9_999_999] } })
    expect(failed.typeKey).toBe('WorkItemUnauthorizedAccessException')
    const omitted = await ask<{ value: readonly ({ id: number } | null)[] }>(standIn, '/_apis/wit/workitemsbatch', {
      body: { ids: [9_999_999, 101], errorPolicy: 'omit' },
    })
    expect(omitted.value.map(item => item?.id ?? null)).toEqual([null, 101])
  })

  it('refuses more than 200 ids, fields with an expansion, and fields it does not have', async () => {
    const ids = Array.from({ length: 201 }, (_, index) => 101 + index)
    expect((await ask<Refused>(standIn, '/_apis/wit/workitemsbatch', { body: { ids } })).message).toMatch(/^VS403474/)
    const both = await ask<Refused>(standIn, '/_apis/wit/workitemsbatch', {
      body: { ids: [101], fields: ['System.Id'], $expand: 'relations' },
    })
    expect(both.message).toBe('The expand parameter can not be used with the fields parameter.')
    const unknown = await ask<Refused>(standIn, '/_apis/wit/reporting/workitemrevisions?fields=Custom.Nowhere')
    expect(unknown.message).toBe('TF51535: Cannot find field Custom.Nowhere.')
  })

  it('refuses a query that finds too many, but cuts it silently with $top', async () => {
    const all = 'SELECT [System.Id] FROM WorkItems ORDER BY [System.Id]'
    expect((await query(all)).message).toMatch(/^VS402337/)
    const cut = (await query(all, '?timePrecision=true&$top=50')) as unknown as { workItems: readonly { id: number }[] }
    expect(cut.workItems).toHaveLength(50)
  })

  it('refuses a time without timePrecision, @project without a project, and what it does not understand', async () => {
    const since = "SELECT [System.Id] FROM WorkItems WHERE [System.ChangedDate] >= '2026-11-20T10:00:00Z'"
    expect((await query(since, '')).message).toContain('You cannot supply a time with the date')
    expect((await query(since)) as unknown).toHaveProperty('workItems')
    expect((await query('SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = @project')).typeKey).toBe(
      'WorkItemTrackingQueryException',
    )
    expect((await query("SELECT [System.Id] FROM WorkItems WHERE [System.State] = 'New'")).typeKey).toBe(
      'WorkItemTrackingQueryException',
    )
  })

  it('answers a path it does not have with text, not JSON', async () => {
    const answer = await get('/_apis/wit/nothing', { authorization: authorization(TOKEN) })
    expect([answer.status, await answer.text()]).toEqual([
      404,
      expect.stringContaining('was not found or does not implement IController'),
    ])
  })
})
