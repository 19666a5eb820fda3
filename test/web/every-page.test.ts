import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listInBothColours } from './accessibility.ts'
import { chromiumPath, type Dashboard, startDashboard } from './dashboard.ts'
import { answerSlowly, listShifts } from './shifts.ts'

const STARTING_MS = 180_000
const PAGES = [
  '/',
  '/initiatives/:id',
  '/roadmap',
  '/alerts',
  '/alerts/:alert',
  '/capacity',
  '/risks',
  '/compliance',
  '/connections',
  '/connections/:connection',
  '/connections/new',
  '/settings',
]

/** Other faces of these pages, which only a look for what cannot be read or reached visits. */
const FACES = [
  '/roadmap?as=table',
  '/settings?node=:id',
  '/settings?tab=health',
  '/settings?tab=alerts',
  '/settings?tab=channels&channel=new',
  '/settings?tab=tokens',
  '/settings?tab=audit',
  '/connections/:connection?tab=meaning',
  '/connections/:connection?tab=webhooks',
  '/connections/:connection?tab=runs',
  '/connections/:connection?tab=people',
  '/connections/:connection?tab=settings',
  '/connections/new?kind=jira',
  '/connections/new?connection=:connection',
  '/connections/new?connection=:connection&step=meaning',
  '/connections/new?connection=:connection&step=sync',
]
const DIALOGS = [
  ['/alerts/:alert', 'Acknowledge'],
  ['/alerts/:alert', 'Snooze'],
  ['/alerts/:alert', 'Resolve'],
  ['/initiatives/:id', 'Set the health by hand'],
  ['/risks', 'Add an entry'],
  ['/settings?node=:id', 'Delete'],
  ['/settings?tab=tokens', /^Revoke/],
  ['/connections/:connection?tab=settings', /^Delete/],
] as const
const PHONE = { width: 390, height: 844 }
const WIDTHS = [PHONE.width, 768, 1024, 1100, 1241, 1280, 1366, 1440]
/** A4 across, in pixels of 1/96 inch, less a centimetre at each side. */
const PAPER = { width: 1047, height: 718 }
const WIDE = { width: 1920, height: 1080 }
/** How wide a chart is drawn in the moment in which the picture for the paper is taken, and how wide it is there. */
const NOTE_PAPER = `matchMedia('print').addEventListener('change', ({ matches }) => {
  const { width, clientWidth } = document.querySelector('[role=img] canvas')
  if (matches) globalThis.onPaper = [width / Math.max(2, devicePixelRatio), clientWidth]
})`
const SMALL = ['/', '/initiatives/:id', '/alerts', '/roadmap']
/** Boxes with rows that hide a part of them. */
const LIST_CUT = `[...document.querySelectorAll('main *')].filter(each => {
  const { overflowX, overflowY } = getComputedStyle(each)
  return each.querySelector('tr, [role=row], [data-mark]') !== null &&
    ((overflowX !== 'visible' && each.scrollWidth > each.clientWidth + 1) ||
      (overflowY !== 'visible' && each.scrollHeight > each.clientHeight + 1))
}).map(each => each.outerHTML.slice(0, 80))`
/** Cells of rows whose content is wider than they are. */
const CELL_CUT = `[...document.querySelectorAll('main [role=row] > *')]
  .filter(each => each.scrollWidth > each.clientWidth)
  .map(each => each.textContent)`

describe.skipIf(chromiumPath === null)('every page of the dashboard', { timeout: 90_000 }, () => {
  let dashboard: Dashboard
  beforeAll(async () => {
    dashboard = await startDashboard(chromiumPath ?? '')
  }, STARTING_MS)
  afterAll(async () => await dashboard?.close(), STARTING_MS)

  it.each(SMALL)('%s is no wider than its window, from a phone to a laptop', async path => {
    const { page } = await dashboard.open(await dashboard.fillIn(path), { viewport: PHONE })
    await page.waitForLoadState('networkidle')
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: PHONE.height })
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
    }
    await page.context().close()
  })

  it.each([768, 1024, 1180, 1280, 1440])(
    'the portfolio is a table under its headings in a window of %i pixels, and no cell reaches into the next',
    async width => {
      const { page } = await dashboard.open('/', { viewport: { width, height: PHONE.height } })
      const table = page.getByRole('table', { name: 'Portfolio' })
      await table.getByRole('row', { name: /Mobile Relaunch/ }).waitFor()
      await page.waitForLoadState('networkidle')
      const left = async (role: 'columnheader' | 'cell', nth: number) =>
        (await table.getByRole(role).nth(nth).boundingBox())?.x
      // A row of cells begins with its name, which is a heading of its own.
      for (const [heading, cell] of [1, 2, 3, 4, 5, 6, 7].entries())
        expect(await left('columnheader', heading + 1)).toBe(await left('cell', cell - 1))
      expect(await page.evaluate(CELL_CUT)).toEqual([])
      await page.context().close()
    },
  )

  it('the portfolio is a card for each of its parts on a phone', async () => {
    const { page } = await dashboard.open('/', { viewport: PHONE })
    const row = page.getByRole('row', { name: /Mobile Relaunch/ })
    const [progress, health] = await Promise.all([1, 3].map(nth => row.getByRole('cell').nth(nth).boundingBox()))
    expect(health?.y).toBeGreaterThan(progress?.y ?? 0)
    await page.context().close()
  })

  it.each(PAGES)('%s keeps the place of what is still on its way', async path => {
    const { page } = await dashboard.open()
    await answerSlowly(page)
    await page.goto(`${dashboard.world.demo.url}${await dashboard.fillIn(path)}`)
    await page.waitForLoadState('networkidle')
    expect(await listShifts(page)).toEqual([])
    await page.context().close()
  })

  it.each(SMALL)('%s is printed without its controls, and no table is cut', async path => {
    const { page } = await dashboard.open(await dashboard.fillIn(path), { viewport: PAPER })
    await page.waitForLoadState('networkidle')
    const pdf = await page.pdf({ format: 'A4', landscape: true })
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    await page.emulateMedia({ media: 'print' })
    expect(await page.getByRole('button', { name: 'Sign out' }).isVisible()).toBe(false)
    expect(await page.evaluate(LIST_CUT)).toEqual([])
    // Charts are drawn anew for the paper, which takes a moment on a busy machine.
    await expect
      .poll(() => page.evaluate('document.documentElement.scrollWidth'), { timeout: 10_000 })
      .toBeLessThanOrEqual(PAPER.width)
    await page.context().close()
  })

  it('a chart is drawn for the paper, however wide its window is', async () => {
    const { page } = await dashboard.open(await dashboard.fillIn('/initiatives/:id'), { viewport: WIDE })
    await page.waitForLoadState('networkidle')
    await page.locator('[role=img] canvas').first().waitFor()
    await page.evaluate(NOTE_PAPER)
    await page.pdf({ format: 'A4', landscape: true })
    const [drawn, shown] = await page.evaluate<[number, number]>('onPaper')
    expect(drawn).toBe(shown)
    expect(shown).toBeLessThan(PAPER.width + 76)
    await page.context().close()
  })

  it('an initiative leads to all its parts without a scroll', async () => {
    const { page } = await dashboard.open(await dashboard.fillIn('/initiatives/:id'))
    const parts = page.getByRole('navigation', { name: 'On this page' })
    await parts.waitFor()
    const hidden = await page.evaluate(`(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(
      document.querySelector('nav[aria-label="On this page"]'))`)
    expect(hidden).toBe(0)
    await page.context().close()
  })

  it.each([...PAGES, ...FACES])(
    '%s breaks no rule of WCAG 2.2 AA in either colours, its policy refuses nothing, and it tells days as the reader does',
    async path => {
      const { page, complaints } = await dashboard.open(await dashboard.fillIn(path))
      await page.waitForLoadState('networkidle')
      expect(await listInBothColours(page)).toEqual([])
      expect(complaints).toEqual([])
      const shown = await page.evaluate<string>('document.body.innerText')
      expect(shown.match(/.*\d{4}-\d{2}-\d{2}.*/g)).toBeNull()
      await page.context().close()
    },
  )

  it.each(DIALOGS)('%s: what %s opens breaks none either', async (path, name) => {
    const { page, complaints } = await dashboard.open(await dashboard.fillIn(path), { colorScheme: 'dark' })
    await page.getByRole('button', { name }).first().click()
    await page.getByRole('dialog').waitFor()
    expect(await listInBothColours(page, '[role=dialog]')).toEqual([])
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('the page that asks who somebody is breaks none either', async () => {
    const { page } = await dashboard.open('/', { colorScheme: 'dark' })
    await page.getByRole('button', { name: 'Sign out' }).first().click()
    await page.getByLabel('API token').waitFor()
    expect(await listInBothColours(page)).toEqual([])
    await page.context().close()
  })
})
