import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signIn } from '../../demo/browser.ts'
import { moveMilestones } from '../../demo/move-milestones.ts'
import { DEMO_PERSONAL_ACCESS_TOKEN } from '../../demo/trackers.ts'
import { ASSETS, buildDashboard, chromiumPath, type Dashboard, startDashboard } from './dashboard.ts'

const STARTING_MS = 180_000
const SLOW_MS = 20_000
const LARGEST_SCRIPT_BYTES = 250 * 1024
const DAY_MS = 86_400_000
const daysAgo = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10)
const isFocused = async (page: Page, locator: Locator): Promise<boolean> =>
  (await locator.and(page.locator(':focus')).count()) === 1

describe('the built dashboard', () => {
  beforeAll(buildDashboard, STARTING_MS)

  it('what is sent compressed is what was built', () => {
    const scripts = readdirSync(ASSETS).filter(name => name.endsWith('.js') || name.endsWith('.css'))
    const compressed = scripts.filter(name => existsSync(join(ASSETS, `${name}.br`)))
    expect(compressed.length).toBeGreaterThan(10)
    for (const name of compressed) {
      const built = readFileSync(join(ASSETS, name))
      expect(brotliDecompressSync(readFileSync(join(ASSETS, `${name}.br`))).equals(built), name).toBe(true)
      expect(gunzipSync(readFileSync(join(ASSETS, `${name}.gz`))).equals(built), name).toBe(true)
    }
  })

  it('what is served is the finished page, whatever the environment it was built in', () => {
    const scripts = readdirSync(ASSETS).filter(name => name.endsWith('.js'))
    const development = scripts.filter(name => readFileSync(join(ASSETS, name), 'utf8').includes('jsxDEV'))
    expect(development).toEqual([])
  })
})

describe.skipIf(chromiumPath === null)('the dashboard over the demo', { timeout: 90_000 }, () => {
  let dashboard: Dashboard
  beforeAll(async () => {
    dashboard = await startDashboard(chromiumPath ?? '')
  }, STARTING_MS)
  afterAll(async () => await dashboard?.close(), STARTING_MS)

  it('leads a newcomer from the portfolio over a red initiative to the slip and the item in its tracker', async () => {
    const { page, complaints } = await dashboard.open()
    const row = page.getByRole('row', { name: /Mobile Relaunch/ })
    expect(await row.textContent()).toContain('Off track')
    await row.getByRole('link', { name: 'Mobile Relaunch' }).click()
    await page.getByRole('heading', { level: 2, name: 'Why' }).waitFor()
    await page
      .getByText(/days after its date/)
      .first()
      .waitFor()
    const summary = await page.getByRole('region', { name: 'Mobile Relaunch' }).textContent()
    expect(summary).toContain(await dashboard.findLastMilestone('Mobile Relaunch'))
    const story = page.getByRole('region', { name: 'Milestones' })
    await story
      .getByText(/\+\d+ days/)
      .first()
      .waitFor()
    const address = await story.locator('a[target=_blank]').first().getAttribute('href')
    expect(new URL(address ?? '').origin).toBe(new URL(dashboard.world.trackers.jira.url).origin)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('shows an alert within moments of the move in the tracker, without a reload and where the reader is', async () => {
    const { page, complaints } = await dashboard.open('/alerts')
    await page.getByText('Live', { exact: true }).waitFor()
    await page.getByRole('combobox', { name: 'Portfolio' }).selectOption('Foundations')
    await page.evaluate('globalThis.isStillThisPage = true')
    const { world } = dashboard
    const [moved] = await moveMilestones(world.api, world.trackers, world.connected)
    await page
      .getByRole('link', { name: moved?.milestone ?? 'nothing was moved' })
      .first()
      .waitFor({ timeout: SLOW_MS })
    expect(await page.evaluate('globalThis.isStillThisPage')).toBe(true)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('draws the weeks before the first sync from the history, dashed, of every node', {
    timeout: 12 * SLOW_MS,
  }, async () => {
    const { page } = await dashboard.open()
    const table = page.getByRole('table', { name: 'Portfolio' })
    await table.getByRole('row').nth(1).waitFor()
    const nodes = (await table.getByRole('row').count()) - 1
    const drawn = () => table.getByRole('img', { name: /in 12 weeks: .* Dashed: told from the history/ }).count()
    // Told in the background, one initiative after the other.
    await expect.poll(drawn, { timeout: 10 * SLOW_MS }).toBe(nodes)
    await page.context().close()
  })

  it('goes back in time as a whole, says so, and comes back', async () => {
    const { page, complaints } = await dashboard.open()
    const row = page.getByRole('row', { name: /Customer Growth/ }).first()
    // The age of the data goes on meanwhile.
    const progress = async () => (await row.textContent())?.replace(/this minute|\d+ minutes? ago/g, '')
    const now = await progress()
    await page.getByLabel('As of').last().fill(daysAgo(120))
    await page.getByText(/not today/).waitFor()
    await expect.poll(progress, { timeout: SLOW_MS }).not.toBe(now)
    expect(page.url()).toContain('asOf=')
    await page.reload()
    await page.getByText(/not today/).waitFor()
    await page.getByRole('button', { name: 'Back to today' }).click()
    await expect.poll(progress, { timeout: SLOW_MS }).toBe(now)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('keeps what a reader chose in its address', async () => {
    const { page } = await dashboard.open('/?group=flat&health=amber&sort=name')
    const rows = page.getByRole('table', { name: 'Portfolio' }).getByRole('row')
    await rows.nth(1).waitFor()
    const texts = await rows.allTextContents()
    expect(texts.slice(1).every(text => text.includes('At risk'))).toBe(true)
    await page.getByLabel('Search by name or owner').fill('no initiative is called so')
    await page.getByText('Nothing fits these filters.').waitFor()
    expect(new URL(page.url()).searchParams.get('q')).toBe('no initiative is called so')
    await page.getByLabel('Search by name or owner').fill('')
    await page.getByLabel('Health').selectOption('All')
    await rows.nth(texts.length).waitFor()
    expect(new URL(page.url()).search).toBe('?group=flat&sort=name')
    await page.context().close()
  })

  it('shows of the alerts those of the portfolio that is chosen, and offers the choice where it means something', async () => {
    const { page, complaints } = await dashboard.open('/alerts')
    const choice = page.getByRole('combobox', { name: 'Portfolio' })
    const list = page.getByRole('region', { name: 'Alerts' })
    await list.getByText('Mobile Relaunch').first().waitFor()
    expect(await list.getByText('Platform Migration').count()).toBe(0)
    await choice.selectOption('Foundations')
    await list.getByText('Platform Migration').first().waitFor()
    await expect.poll(() => list.getByText('Mobile Relaunch').count()).toBe(0)
    for (const ofAll of ['Capacity', 'Connections']) {
      await page.getByRole('link', { name: ofAll }).click()
      await page.getByRole('heading', { level: 1, name: ofAll }).waitFor()
      expect(await choice.count()).toBe(0)
    }
    await page.getByRole('link', { name: 'Risks' }).click()
    await choice.waitFor()
    expect(await choice.locator('option:checked').textContent()).toBe('Foundations')
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('leads from each count of the portfolio to what it counts', async () => {
    const { page, complaints } = await dashboard.open()
    const totals = page.getByRole('region', { name: 'Customer Growth' }).first()
    const countOf = async (link: Locator) => Number.parseInt((await link.textContent()) ?? '', 10)
    const red = totals.getByRole('link', { name: /Off track/ })
    const reds = await countOf(red)
    await red.click()
    const initiatives = page.getByRole('table', { name: 'Portfolio' }).getByRole('row').filter({ hasText: 'Owner' })
    await expect.poll(() => initiatives.count()).toBe(reds)
    const alerts = await countOf(totals.getByRole('link', { name: /open alerts/ }))
    await totals.getByRole('link', { name: /open alerts/ }).click()
    await page.getByText(`${alerts} alerts fit what is chosen below.`).waitFor()
    await page.goBack()
    const slipped = totals.getByRole('link', { name: /Slipped/ })
    const slips = await countOf(slipped)
    await slipped.click()
    const rows = page.getByRole('table', { name: 'Milestones' }).getByRole('row')
    await expect.poll(() => rows.count()).toBe(slips + 1)
    await page.getByLabel('Status').selectOption('All')
    await expect.poll(() => rows.count()).toBeGreaterThan(slips + 1)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('says of the totals what they rest on, as the service does, and that filters take nothing from them', async () => {
    const { page, complaints } = await dashboard.open()
    const { api } = dashboard.world
    const { items } = await api.get<{ items: readonly { id: string; name: string }[] }>('/portfolios')
    const id = items.find(({ name }) => name === 'Customer Growth')?.id
    const { root } = await api.get<{ root: { coverage: Record<string, number> } }>(`/portfolios/${id}/rollup`)
    const percent = new Intl.NumberFormat('en-GB', { style: 'percent' })
    const totals = page.getByRole('region', { name: 'Customer Growth' }).first()
    const before = await totals.getByRole('heading', { name: 'Open alerts' }).locator('..').textContent()
    await totals.getByRole('button', { name: /% covered/ }).focus()
    const detail = page.getByRole('dialog')
    for (const part of ['estimated', 'mapped', 'visible', 'fresh'])
      await detail
        .getByText(percent.format(root.coverage[part] ?? 0))
        .first()
        .waitFor()
    await page.keyboard.press('Escape')
    await page.getByLabel('Search by name or owner').fill('Mobile Relaunch')
    await page.getByText(/^Shown are 1 of 6 initiatives\. The totals above/).waitFor()
    expect(await totals.getByRole('heading', { name: 'Open alerts' }).locator('..').textContent()).toBe(before)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('keeps a view under a name, shows it again, and forgets it', async () => {
    const { page, complaints } = await dashboard.open('/?group=flat&health=red&sort=name')
    await page.getByRole('button', { name: 'Save this view' }).click()
    await page.getByLabel('Name of the view').fill('Red ones')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await expect.poll(() => new URL(page.url()).searchParams.get('health')).toBe(null)
    await page.reload()
    await page.getByRole('button', { name: 'Saved views' }).click()
    await page.getByRole('menuitem', { name: 'Red ones', exact: true }).click()
    await expect.poll(() => new URL(page.url()).searchParams.get('health')).toBe('red')
    expect(new URL(page.url()).searchParams.get('group')).toBe('flat')
    await page.getByRole('button', { name: 'Saved views' }).click()
    await page.getByRole('menuitem', { name: 'Forget “Red ones”' }).click()
    await expect.poll(() => page.getByRole('button', { name: 'Saved views' }).count()).toBe(0)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('can be used with the keyboard alone', async () => {
    const { page } = await dashboard.open()
    await page.keyboard.press('Tab')
    expect(await page.locator(':focus').textContent()).toBe('Skip to the content')
    await page.keyboard.press('Enter')
    const collapse = page.getByRole('button', { name: /Hide what is in Digital Channels/ })
    for (let steps = 0; steps < 60 && !(await isFocused(page, collapse)); steps += 1) await page.keyboard.press('Tab')
    expect(await isFocused(page, collapse)).toBe(true)
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: /Show what is in Digital Channels/ }).waitFor()
    await page.context().close()
  })

  it('loads at most 250 KB of script for the first page, and charts only where there are some', async () => {
    const { page } = await dashboard.open()
    await page.waitForLoadState('networkidle')
    const scripts = await page.evaluate<readonly { name: string; bytes: number }[]>(
      `performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js'))
        .map(({ name, encodedBodySize }) => ({ name, bytes: encodedBodySize }))`,
    )
    expect(scripts.length).toBeGreaterThan(0)
    expect(scripts.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(LARGEST_SCRIPT_BYTES)
    expect(scripts.filter(({ name }) => name.includes('echarts'))).toEqual([])
    await page.context().close()
  })

  it('connects a tracker in the guided form: says what is wrong, offers its projects, and shows the first sync', async () => {
    const { page } = await dashboard.open('/connections/new')
    const { azureDevOps } = dashboard.world.trackers
    await page.getByRole('button', { name: /Azure DevOps/ }).click()
    await page.getByLabel('Name of the connection').fill('Second organisation')
    await page.getByLabel('Address of the tracker').fill(azureDevOps.url)
    await page.getByLabel('Kind of sign-in').selectOption({ label: 'Personal access token' })
    await page.getByLabel('Token', { exact: false }).last().fill('not the token')
    await page.getByRole('button', { name: 'Check and go on' }).click()
    await page.getByRole('alert').first().waitFor({ timeout: SLOW_MS })
    await page.getByLabel('Token', { exact: false }).last().fill(DEMO_PERSONAL_ACCESS_TOKEN)
    await page.getByRole('button', { name: 'Check and go on' }).click()
    await page.getByRole('heading', { name: 'Which projects should be read?' }).waitFor({ timeout: SLOW_MS })
    await page.getByRole('button', { name: 'Start reading' }).click()
    await page.getByRole('button', { name: 'Go on' }).click({ timeout: SLOW_MS })
    await page.getByText('Everything is read.').waitFor({ timeout: SLOW_MS * 3 })
    await page.context().close()
  })

  it('shows what a tracker sends as text, whatever it says', async () => {
    const { world } = dashboard
    const name = '<img src=x onerror="globalThis.hasRun = true"> & <b>bold</b>'
    await world.api.post('/portfolios', { name })
    const { page, complaints } = await dashboard.open()
    await page.getByRole('combobox', { name: 'Portfolio' }).selectOption({ label: name })
    await page.getByRole('heading', { level: 1, name }).waitFor()
    expect(await page.evaluate('globalThis.hasRun === undefined')).toBe(true)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('signs out, shows nothing afterwards, and lets in who shows the token again', async () => {
    const { page } = await dashboard.open()
    await page.getByRole('button', { name: 'Sign out' }).first().click()
    await page.getByLabel('API token').waitFor({ timeout: SLOW_MS })
    expect(await page.getByRole('table').count()).toBe(0)
    const again = await signIn(page.context(), dashboard.world.demo.url, dashboard.world.demo.adminToken)
    await again.getByRole('table').first().waitFor({ timeout: SLOW_MS })
    await page.context().close()
  })
})
