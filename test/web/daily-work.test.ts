import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startReceiver } from '../delivery/receiver.ts'
import { chromiumPath, type Dashboard, startDashboard } from './dashboard.ts'

const STARTING_MS = 180_000
const SLOW_MS = 30_000
const DAY_MS = 86_400_000
const daysAgo = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10)

describe.skipIf(chromiumPath === null)('what a PMO does in the dashboard every day', { timeout: 90_000 }, () => {
  let dashboard: Dashboard
  beforeAll(async () => {
    dashboard = await startDashboard(chromiumPath ?? '')
  }, STARTING_MS)
  afterAll(async () => await dashboard?.close(), STARTING_MS)

  async function decide(page: Page, verb: string, note: string, state: string): Promise<void> {
    await page.getByRole('button', { name: verb }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox').last().fill(note)
    await dialog.getByRole('button', { name: verb }).click()
    const story = page.getByRole('region', { name: 'Story' })
    await story.getByText(`“${note}”`).waitFor({ timeout: SLOW_MS })
    await page.getByRole('region', { name: 'What it is about' }).getByText(state).first().waitFor()
  }

  it('acknowledges an alert, snoozes it and resolves it; its story says why each time', async () => {
    const { page, complaints } = await dashboard.open(await dashboard.fillIn('/alerts/:alert'))
    await decide(page, 'Acknowledge', 'I ask the team.', 'Acknowledged')
    await decide(page, 'Snooze', 'They answer next week.', 'Snoozed')
    await decide(page, 'Resolve', 'The new day is agreed.', 'Resolved')
    expect(await page.getByRole('button', { name: 'Acknowledge' }).count()).toBe(0)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('acknowledges several alerts at once, and those are no longer among the open ones', async () => {
    const { page, complaints } = await dashboard.open('/alerts')
    const links = page.getByRole('region', { name: 'Alerts' }).getByRole('listitem')
    const open = () => links.count()
    await links.first().waitFor()
    const before = await open()
    for (const row of [0, 1]) await links.nth(row).getByRole('checkbox').check()
    await page.getByRole('button', { name: 'Acknowledge' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Acknowledge' }).click()
    await page.getByText('2 alerts are acknowledged.').waitFor({ timeout: SLOW_MS })
    await expect.poll(open, { timeout: SLOW_MS }).toBe(before - 2)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('shows what scope rules would catch while they are written, and changes nothing until they are saved', async () => {
    const { page, complaints } = await dashboard.open(await dashboard.fillIn('/settings?node=:id'))
    const rules = page.getByRole('region', { name: 'Scope rules' })
    const caught = async () => Number.parseInt((await rules.locator('dd').first().textContent()) ?? '', 10)
    await rules.getByText(/^The first 20 of/).waitFor({ timeout: SLOW_MS })
    const before = await caught()
    await rules.getByLabel('Value').fill('no label is called so')
    await rules.getByText('These rules catch nothing.').waitFor({ timeout: SLOW_MS })
    expect(await caught()).toBe(0)
    await rules.getByText('These rules are not saved yet.').waitFor()
    await page.reload()
    await expect.poll(caught, { timeout: SLOW_MS }).toBe(before)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('zooms the roadmap by button and by key, keeps it in the address, and goes back to today', async () => {
    const { page, complaints } = await dashboard.open('/roadmap')
    const timeline = page.getByRole('region', { name: 'Timeline of initiatives and milestones' })
    const width = () => page.evaluate<number>(`document.querySelector('section[tabindex="0"]').scrollWidth`)
    const place = () => page.evaluate<number>(`document.querySelector('section[tabindex="0"]').scrollLeft`)
    await timeline.waitFor()
    const [quarters, today] = [await width(), await place()]
    await page.getByText('Months', { exact: true }).click()
    await expect.poll(width).toBeGreaterThan(quarters)
    expect(new URL(page.url()).searchParams.get('zoom')).toBe('month')
    await timeline.focus()
    await page.keyboard.press('-')
    await expect.poll(width).toBe(quarters)
    await page.evaluate(`document.querySelector('section[tabindex="0"]').scrollLeft = 0`)
    await timeline.focus()
    await page.keyboard.press('t')
    await expect.poll(place).toBe(today)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('tells what changed, by the names of states, and further back when asked', async () => {
    const { page, complaints } = await dashboard.open()
    const panel = page.getByRole('region', { name: 'What changed', exact: true })
    await panel.getByRole('row').nth(1).waitFor({ timeout: SLOW_MS })
    const count = async () => Number(/Done (\d+)/.exec((await panel.textContent()) ?? '')?.[1])
    const week = await count()
    expect(await panel.textContent()).not.toContain('in_progress')
    await panel.getByRole('combobox').selectOption({ label: 'Since two weeks ago' })
    await expect.poll(count, { timeout: SLOW_MS }).toBeGreaterThan(week)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('makes a token, shows it once, and revokes it', async () => {
    const { page, complaints } = await dashboard.open('/settings?tab=tokens')
    await page.getByLabel('Name').fill('Reporting')
    await page.getByRole('button', { name: 'Make it' }).click()
    const row = page.getByRole('row', { name: /Reporting/ })
    await row.waitFor({ timeout: SLOW_MS })
    const secret = (await page.locator('code').first().textContent()) ?? ''
    const ask = () =>
      fetch(`${dashboard.world.demo.url}/api/v1/portfolios`, { headers: { authorization: `Bearer ${secret}` } })
    expect((await ask()).status).toBe(200)
    await page.reload()
    await row.waitFor({ timeout: SLOW_MS })
    expect(await page.getByText(secret).count()).toBe(0)
    await page.getByRole('button', { name: 'Revoke the token of Reporting' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await expect.poll(() => row.count(), { timeout: SLOW_MS }).toBe(0)
    expect((await ask()).status).toBe(401)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('tells who changed what and how it ended, of one thing, by one person, on one day, and that nothing in the log was changed', async () => {
    const { api } = dashboard.world
    const { id } = await api.post<{ readonly id: string }>('/portfolios', { name: 'Audited' })
    await api.patch(`/portfolios/${id}`, { name: 'Audited anew' })
    await expect(api.patch(`/portfolios/${id}`, { timeZone: 'nowhere' })).rejects.toThrow()
    const { page, complaints } = await dashboard.open('/settings?tab=audit')
    await page.getByText(/Yes: [\d,]+ entries, each as it was written, none missing between them\./).waitFor()
    const rows = page.getByRole('table', { name: 'Changes' }).getByRole('row')
    await page.getByRole('button', { name: 'Show only what is about Audited anew' }).first().click()
    await expect.poll(() => rows.count()).toBe(4)
    const told = await rows.allTextContents()
    expect(told[1]).toMatch(/Changed a portfolio.*Audited anew.*Refused \(4\d\d\)/)
    expect(told[2]).toMatch(/Changed a portfolio.*Audited anew.*Done \(200\)/)
    expect(told[3]).toMatch(/Created a portfolio.*Audited anew.*Done \(201\)/)
    expect(new URL(page.url()).searchParams.get('subject')).toBe(id)
    const who = await page.getByLabel('Who').locator('option').allTextContents()
    await page.getByLabel('Who').selectOption(who.at(-1) ?? '')
    await page.getByLabel('To (UTC)').fill('2020-01-01')
    await page.getByText('Nothing was changed that fits these filters.').waitFor()
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await expect.poll(() => rows.count()).toBeGreaterThan(4)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('says from which entry on the log cannot be relied on', async () => {
    const { page } = await dashboard.open()
    const verification = { holds: false, entries: 7, brokenAt: 4, lastHash: 'ab' }
    await page.route('**/api/v1/audit/verification', route => route.fulfill({ json: verification }))
    await page.goto(new URL('/settings?tab=audit', page.url()).href)
    await page.getByText(/No: entry 4 was changed, or entries before it are gone/).waitFor()
    await page.context().close()
  })

  it('adds a channel, and says whether its receiver takes a test message', async () => {
    const receiver = await startReceiver()
    const { page, complaints } = await dashboard.open('/settings?tab=channels&channel=new')
    await page.getByLabel('Name').fill('PMO desk')
    await page.getByLabel('Medium').selectOption({ label: 'Webhook' })
    await page
      .getByLabel(/^(URL|Address)/i)
      .last()
      .fill(receiver.url)
    await page.getByRole('button', { name: 'Add a channel' }).first().click()
    const row = page.getByRole('row', { name: /PMO desk/ })
    await row.waitFor({ timeout: SLOW_MS })
    const test = page.getByRole('button', { name: 'Send a test message to PMO desk' })
    await test.click()
    await row.getByText('The test message was taken.').waitFor({ timeout: SLOW_MS })
    expect(receiver.received.length).toBeGreaterThan(0)
    // Its receiver is to check signatures with another secret, and with the former one for a while.
    const shown = page.getByRole('alert').filter({ hasText: 'The secret of this channel' })
    const [former] = await shown.locator('code').allTextContents()
    await row.getByRole('button', { name: /Change|Edit/ }).click()
    await page.getByRole('button', { name: 'Make a new secret' }).click()
    await expect.poll(() => shown.locator('code').textContent(), { timeout: SLOW_MS }).not.toBe(former)
    await shown.getByRole('button', { name: 'I have kept it' }).click()
    const before = receiver.received.length
    await test.click()
    await expect.poll(() => receiver.received.length, { timeout: SLOW_MS }).toBeGreaterThan(before)
    expect(receiver.received.at(-1)?.headers['webhook-signature']).toMatch(/^v1,\S+ v1,\S+$/)
    await receiver.close()
    await test.click()
    await row.getByText(/The test message was not taken: /).waitFor({ timeout: SLOW_MS })
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('goes back to the end of a day where the portfolio is, and to that of another one when it is chosen', async () => {
    const { api } = dashboard.world
    const { items } = await api.get<{ items: { id: string; name: string }[] }>('/portfolios')
    const [here, there] = items
    await api.patch(`/portfolios/${here?.id}`, { timeZone: 'America/New_York' })
    try {
      const { page, complaints } = await dashboard.open(`/?portfolio=${here?.id}`)
      const asOf = () => new URL(page.url()).searchParams.get('asOf')
      const day = page.getByLabel('As of').last()
      await day.fill(daysAgo(120))
      await page.getByText(/not today/).waitFor()
      expect(asOf()).toMatch(new RegExp(`^${daysAgo(119)}T0[34]:59:59.999Z$`))
      expect(await day.inputValue()).toBe(daysAgo(120))
      await page.getByRole('combobox', { name: 'Portfolio' }).selectOption(there?.name ?? '')
      await expect.poll(asOf).toBe(`${daysAgo(120)}T23:59:59.999Z`)
      expect(await day.inputValue()).toBe(daysAgo(120))
      expect(complaints).toEqual([])
      await page.context().close()
    } finally {
      await api.patch(`/portfolios/${here?.id}`, { timeZone: 'UTC' })
    }
  })
})
