import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { removeProjectPermission } from '../../demo/jira/edits.ts'
import { type JiraStandIn, startJiraStandIn } from '../../demo/jira/server.ts'
import { createSmallSite } from '../flows/small-trackers.ts'
import { chromiumPath, type Dashboard, startDashboard } from './dashboard.ts'

const STARTING_MS = 240_000
const SLOW_MS = 30_000
const PROJECTS = ['WEB', 'OPS']

interface Run {
  readonly id: string
  readonly state: string
}
interface Named {
  readonly items: readonly { readonly id: string; readonly name: string }[]
}
interface Person {
  readonly name: string
  readonly identities: readonly { readonly connectionId: string }[]
}

/** What a person decides because Milepost does not: with a second Jira, where we are no administrator and see no addresses. */
describe.skipIf(chromiumPath === null)('decisions in the dashboard', { timeout: 120_000 }, () => {
  let dashboard: Dashboard
  let second: JiraStandIn
  let connectionId = ''

  beforeAll(async () => {
    dashboard = await startDashboard(chromiumPath ?? '')
    const site = createSmallSite(PROJECTS, 70)
    const accounts = site.data.accounts.map(account => ({ ...account, emailHidden: true }))
    site.data.accounts.splice(0, accounts.length, ...accounts)
    second = await startJiraStandIn({ site, webhooks: { administers: false } })
    const connection = {
      name: 'Second site',
      kind: 'jira',
      settings: { baseUrl: second.url },
      credentials: second.login,
    }
    const { id } = await dashboard.world.api.post<{ readonly id: string }>('/connections?read=false', connection)
    connectionId = id
    await sync('full')
  }, STARTING_MS)
  afterAll(async () => {
    await second?.close()
    await dashboard?.close()
  }, STARTING_MS)

  async function sync(mode: 'full' | 'census'): Promise<void> {
    const { api } = dashboard.world
    const { id } = await api.post<Run>(`/connections/${connectionId}/syncs`, { mode })
    const isOver = async (): Promise<boolean> => {
      const { state } = await api.get<Run>(`/sync-runs/${id}`)
      return state === 'complete' || state === 'partial' || state === 'failed'
    }
    while (!(await isOver())) await pause(200)
  }

  it('merges two identities with the same name into one person, and proposes them no more', async () => {
    const { page, complaints } = await dashboard.open(`/connections/${connectionId}`)
    await page.getByRole('tab', { name: 'People' }).click()
    const panel = page.getByRole('region', { name: 'May be one person' })
    const same = panel.getByRole('button', { name: 'The same person' })
    await same.first().waitFor({ timeout: SLOW_MS })
    const proposed = await same.count()
    const name = (await panel.locator('strong').first().textContent()) ?? ''
    await same.first().click()
    await expect.poll(() => same.count(), { timeout: SLOW_MS }).toBeLessThan(proposed)
    const people = await dashboard.world.api.get<{ readonly items: readonly Person[] }>('/people?limit=1000')
    const merged = people.items.filter(
      person => person.name === name && person.identities.some(identity => identity.connectionId === connectionId),
    )
    expect(merged.some(({ identities }) => new Set(identities.map(each => each.connectionId)).size > 1)).toBe(true)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('says what an administrator enters by hand where the account may not register webhooks', async () => {
    const { page, complaints } = await dashboard.open(`/connections/${connectionId}`)
    await page.getByRole('tab', { name: 'Webhooks' }).click()
    await page.getByRole('button', { name: 'Register webhooks' }).click()
    const byHand = page.getByRole('alert').filter({ hasText: 'Administer Jira' })
    await byHand.waitFor({ timeout: SLOW_MS })
    const fields = byHand.getByRole('table')
    expect(await fields.textContent()).toContain(`/api/v1/webhooks/${connectionId}`)
    expect(await byHand.getByRole('listitem').count()).toBeGreaterThan(1)
    expect(second.site.data.webhooks).toEqual([])
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('holds many deletions until a person says that they are none, or that they are gone', async () => {
    removeProjectPermission(second.site, PROJECTS[0] ?? '')
    await sync('census')
    const { page, complaints } = await dashboard.open(`/connections/${connectionId}`)
    const panel = page.getByRole('region', { name: 'Deletions that wait for a decision' })
    await panel.getByText(/\d+ of \d+: /).waitFor({ timeout: SLOW_MS })
    await panel.getByRole('button', { name: 'They are not gone' }).click()
    await panel.getByText(/Dismissed: not gone by /).waitFor({ timeout: SLOW_MS })
    await panel.getByRole('button', { name: 'They are gone' }).click()
    await panel.getByText(/Confirmed: gone by /).waitFor({ timeout: SLOW_MS })
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('keeps what is asked of an approved plan, with its effect, and who rejected it why', async () => {
    const initiatives = await dashboard.world.api.get<Named>('/initiatives')
    const id = initiatives.items.find(({ name }) => name === 'Single Sign-On')?.id
    const { page, complaints } = await dashboard.open(`/initiatives/${id}`)
    const section = page.getByRole('region', { name: 'Change requests', exact: true })
    await section.getByRole('button', { name: 'Propose a change' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('Title').fill('Invoices in French')
    await form.getByLabel('Proposed by').fill('Sofia Rossi')
    expect(await form.getByRole('button', { name: 'Propose it' }).isDisabled()).toBe(true)
    await form.getByLabel('Work items').fill('12')
    await form.getByLabel('Days later').fill('14')
    await form.getByRole('button', { name: 'Propose it' }).click()
    const row = section.getByRole('row', { name: /Invoices in French/ })
    await row.getByText('+14 days').waitFor({ timeout: SLOW_MS })
    expect(await row.textContent()).toContain('+12 items')
    await row.getByRole('button', { name: 'Reject “Invoices in French”' }).click()
    await form.getByLabel('Rejected by').fill('Elena Petrova')
    await form.getByLabel('Why').fill('Not before the launch.')
    await form.getByRole('button', { name: 'Reject it' }).click()
    await row.getByText(/Elena Petrova, .*: Not before the launch\./).waitFor({ timeout: SLOW_MS })
    expect(await row.getByRole('button').count()).toBe(0)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('makes a new baseline of what is approved, and leaves the one before as it was', async () => {
    const { api } = dashboard.world
    const initiatives = await api.get<Named>('/initiatives')
    const id = initiatives.items.find(({ name }) => name === 'Single Sign-On')?.id
    const listBaselines = () => api.get<{ readonly items: readonly object[] }>(`/initiatives/${id}/baselines`)
    const before = await listBaselines()
    const { page, complaints } = await dashboard.open(`/initiatives/${id}`)
    const section = page.getByRole('region', { name: 'Change requests', exact: true })
    await section.getByRole('button', { name: 'Propose a change' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('Title').fill('Invoices in Czech')
    await form.getByLabel('Proposed by').fill('Sofia Rossi')
    await form.getByLabel('Days later').fill('7')
    await form.getByRole('button', { name: 'Propose it' }).click()
    const row = section.getByRole('row', { name: /Invoices in Czech/ })
    await row.getByRole('button', { name: 'Approve “Invoices in Czech”' }).click()
    await form.getByRole('button', { name: 'Approve it' }).click()
    // Nobody approves without a name.
    await form.getByLabel('Approved by').fill('Elena Petrova')
    await form.getByLabel('Why').fill('The customer pays for it.')
    await form.getByRole('button', { name: 'Approve it' }).click()
    await row.getByText(/Elena Petrova, .*: The customer pays for it\./).waitFor({ timeout: SLOW_MS })
    const after = await listBaselines()
    expect(after.items.length).toBe(before.items.length + 1)
    for (const baseline of before.items) expect(after.items).toContainEqual({ ...baseline, isInForce: false })
    expect(complaints).toEqual([])
    await page.context().close()
  })
})
