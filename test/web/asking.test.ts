import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, type Dashboard, startDashboard } from './dashboard.ts'

const STARTING_MS = 180_000
const SLOW_MS = 20_000

interface Told {
  readonly id?: string
  readonly milestoneId?: string
}
/** Four times as many, under ids of their own. */
const copy = (told: readonly Told[] | undefined) =>
  told?.flatMap(each =>
    Array.from({ length: 4 }, (_, copy) => ({
      ...each,
      ...(each.id === undefined ? {} : { id: `${each.id}-${copy}` }),
      ...(each.milestoneId === undefined ? {} : { milestoneId: `${each.milestoneId}-${copy}` }),
    })),
  )

describe.skipIf(chromiumPath === null)('what pages ask the service', () => {
  let dashboard: Dashboard

  beforeAll(async () => {
    dashboard = await startDashboard(chromiumPath ?? '')
  }, STARTING_MS)
  afterAll(async () => await dashboard?.close(), STARTING_MS)

  it.each([
    ['/', ['/portfolios', '/portfolios/:/rollup']],
    ['/roadmap', ['/portfolios', '/portfolios/:/rollup', '/milestones']],
    ['/initiatives/:id', ['/portfolios', '/initiatives/:', '/initiatives/:/assessment']],
  ])('asks for what takes longest of %s while its scripts are on their way, and once', async (path, first) => {
    const { page, complaints } = await dashboard.open('/settings')
    const asked: string[] = []
    page.on('request', request => {
      const [, name] = /^\/api\/v1(.*)$/.exec(new URL(request.url()).pathname) ?? []
      if (name !== undefined) asked.push(name.replace(/[0-9a-f-]{36}/, ':'))
    })
    // What changes meanwhile would make the page ask again.
    await page.route(/\/api\/v1\/events/, () => {})
    const beforehand: string[] = []
    await page.route(/\/assets\/main-[^/]*\.js$/, async route => {
      await expect.poll(() => asked, { timeout: SLOW_MS }).toEqual(expect.arrayContaining(first))
      beforehand.push(...asked)
      await route.continue()
    })
    await page.goto(new URL(await dashboard.fillIn(path), page.url()).href)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.waitForLoadState('networkidle')
    expect(beforehand.toSorted()).toEqual(['/session', ...first].toSorted())
    expect(asked.filter(name => beforehand.includes(name)).toSorted()).toEqual(beforehand.toSorted())
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('asks nothing else of somebody who has not signed in', async () => {
    const { page: other } = await dashboard.open()
    const { origin } = new URL(other.url())
    await other.context().clearCookies()
    const page = await other.context().newPage()
    const asked: string[] = []
    page.on('request', request => asked.push(new URL(request.url()).pathname))
    await page.goto(`${origin}/roadmap`)
    await page.getByLabel('API token').waitFor()
    expect(new Set(asked.filter(path => path.startsWith('/api/')))).toEqual(new Set(['/api/v1/session']))
    await page.context().close()
  })

  it('asks for the trends of all milestones of an initiative at once', async () => {
    const { page } = await dashboard.open()
    const asked: string[] = []
    page.on('request', request => asked.push(new URL(request.url()).pathname))
    await page.goto(new URL(await dashboard.fillIn('/initiatives/:id'), page.url()).href)
    await page.getByRole('figure', { name: /^Milestone trend of \d+ milestones$/ }).waitFor()
    // What changes meanwhile makes the page ask again.
    const trends = [...new Set(asked.filter(path => /milestone.*trend$/.test(path)))]
    expect(trends).toEqual([expect.stringMatching(/^\/api\/v1\/initiatives\/[^/]+\/milestone-trend$/)])
    await page.context().close()
  })

  it('draws twelve of many milestones, leads to the others, and has all in the table', async () => {
    const { page, complaints } = await dashboard.open()
    await page.route(/\/api\/v1\/(milestones\?|initiatives\/[^/]+\/milestone-trend)/, async route => {
      const response = await route.fetch()
      const { items, milestones, ...others } = (await response.json()) as Record<
        'items' | 'milestones',
        Told[] | undefined
      >
      await route.fulfill({ response, json: { ...others, items: copy(items), milestones: copy(milestones) } })
    })
    await page.goto(new URL(await dashboard.fillIn('/initiatives/:id'), page.url()).href)
    const trend = page.getByRole('region', { name: 'Milestone trend' }).first()
    await trend.getByRole('figure', { name: /^Milestone trend of 12 of \d+ milestones$/ }).waitFor()
    const choice = trend.getByLabel('Milestones that are drawn')
    const last = (await choice.getByRole('option').allTextContents()).at(-1) ?? ''
    await choice.selectOption(last)
    const count = Number(last.split(' ').at(-1))
    const rest = ((count - 1) % 12) + 1
    await trend.getByRole('figure', { name: `Milestone trend of ${rest} of ${count} milestones` }).waitFor()
    expect(new URL(page.url()).searchParams.get('lines')).toBe(String(count - rest))
    await trend.getByRole('button', { name: 'Show as table' }).click()
    expect(await trend.locator('tbody tr').count()).toBe(count)
    expect(complaints).toEqual([])
    await page.context().close()
  })
})
