import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, type Dashboard, startDashboard } from './dashboard.ts'

const STARTING_MS = 180_000
const SLOW_MS = 30_000
const MANY = 5_000
const PAGE = 1_000
/** Those in a window of 900 pixels, and some beyond it at both ends. */
const MOST_DRAWN = 50
const LIST = 'section[aria-label="List of alerts"]'

interface Told {
  readonly id: string
  readonly details: object
}

describe.skipIf(chromiumPath === null)('thousands of alerts', { timeout: 120_000 }, () => {
  let dashboard: Dashboard
  beforeAll(async () => {
    dashboard = await startDashboard(chromiumPath ?? '')
  }, STARTING_MS)
  afterAll(async () => await dashboard?.close(), STARTING_MS)

  /** The alerts of the demo again and again, numbered, as the service would give them page by page. */
  async function openMany(search: string) {
    const opened = await dashboard.open('/settings')
    const { items } = await dashboard.world.api.get<{ readonly items: readonly Told[] }>('/alerts')
    const asked: number[] = []
    await opened.page.route(/\/api\/v1\/alerts\?/, async route => {
      const from = Number(new URL(route.request().url()).searchParams.get('cursor') ?? 0)
      asked.push(from)
      const page = Array.from({ length: PAGE }, (_, at) => {
        const told = items[(from + at) % items.length]
        return {
          ...told,
          id: `alert-${from + at}`,
          details: { ...told?.details, milestoneName: `No. ${from + at + 1}` },
        }
      })
      await route.fulfill({ json: { items: page, nextCursor: from + PAGE < MANY ? String(from + PAGE) : null } })
    })
    await opened.page.goto(`${dashboard.world.demo.url}/alerts${search}`)
    await opened.page.locator(LIST).waitFor({ timeout: SLOW_MS })
    return { ...opened, asked }
  }

  const scrollTo = (page: Page, top: string) =>
    page.evaluate(`(list => { list.scrollTop = ${top} })(document.querySelector('${LIST}'))`)

  it('are asked for page by page as the reader comes to them, and only those in view are drawn', async () => {
    const { page, complaints, asked } = await openMany('')
    const rows = page.getByRole('listitem')
    await page.getByText('1000+ alerts fit').waitFor()
    expect(asked).toEqual([0])
    expect(await rows.count()).toBeLessThan(MOST_DRAWN)
    const first = rows.first().getByRole('checkbox')
    await first.check()
    await first.focus()
    for (let shown = 2 * PAGE; shown <= MANY; shown += PAGE) {
      await scrollTo(page, 'list.scrollHeight')
      await page.getByText(`${shown}${shown < MANY ? '+' : ''} alerts fit`).waitFor({ timeout: SLOW_MS })
      expect(await rows.count()).toBeLessThan(MOST_DRAWN)
    }
    await scrollTo(page, 'list.scrollHeight')
    await page.getByText(`No. ${MANY}`, { exact: false }).waitFor({ timeout: SLOW_MS })
    expect(asked).toEqual([0, 1_000, 2_000, 3_000, 4_000])
    // Who has the focus stays, however far away.
    await page.keyboard.press('Space')
    await scrollTo(page, '0')
    await page.getByText(/No\. 1$/).waitFor({ timeout: SLOW_MS })
    expect(await first.isChecked()).toBe(false)
    expect(await first.and(page.locator(':focus')).count()).toBe(1)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('are all there where they are put in order or in groups, and a group is selected as a whole', async () => {
    const { page, complaints } = await openMany('?group=kind&sort=severity')
    await page.getByText(`${MANY} alerts fit`).waitFor({ timeout: SLOW_MS })
    expect(await page.getByRole('listitem').count()).toBeLessThan(MOST_DRAWN)
    const group = page.locator(LIST).getByRole('region').first()
    const count = Number((await group.getByRole('heading').textContent())?.match(/\d+$/)?.[0])
    await group.getByRole('checkbox').first().check()
    await page.getByText(`${count} selected`).waitFor()
    expect(complaints).toEqual([])
    await page.context().close()
  })
})
