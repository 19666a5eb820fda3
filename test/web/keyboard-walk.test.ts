import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, type Dashboard, startDashboard } from './dashboard.ts'

const STARTING_MS = 180_000
const SLOW_MS = 20_000
const MOST_STEPS = 1_500
const PAGES = [
  '/',
  '/roadmap',
  '/alerts',
  '/alerts/:alert',
  '/capacity',
  '/risks',
  '/compliance',
  '/connections',
  '/connections/:connection?tab=meaning',
  '/settings',
  '/initiatives/:id',
]

const OPENERS = [
  ['/alerts/:alert', 'Acknowledge'],
  ['/initiatives/:id', 'Set the health by hand'],
  ['/connections/:connection?tab=meaning', /^Change “/],
] as const

interface Focused {
  readonly name: string
  /** In the window, and nothing lies over it. */
  readonly isSeen: boolean
  readonly hasRing: boolean
}
/** What has the focus; null: nothing of the page. */
const LOOK = `(() => {
  const active = document.activeElement
  if (active === document.body) return null
  // A choice of a row of them is shown by its label.
  const focused = active.type === 'radio' ? active.labels[0] : active
  // A link in a text has a rectangle for each line.
  const { left, top, width, height, bottom } = focused.getClientRects()[0] ?? focused.getBoundingClientRect()
  const inside = (place, size) => Math.min(Math.max(place, 1), size - 2)
  const over = document.elementFromPoint(inside(left + Math.min(width / 2, 20), innerWidth), inside(top + height / 2, innerHeight))
  const { outlineStyle, outlineWidth } = getComputedStyle(focused)
  return {
    name: focused.tagName + ' ' + (focused.getAttribute('aria-label') ?? focused.textContent).slice(0, 60),
    isSeen: bottom > 0 && top < innerHeight && over !== null && (focused.contains(over) || over.contains(focused)),
    hasRing: outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0,
  }
})()`

const TWO_FRAMES = 'new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))'

async function step(page: Page, key: string): Promise<Focused | null> {
  await page.keyboard.press(key)
  const focused = await page.evaluate<Focused | null>(LOOK)
  if (focused === null || (focused.isSeen && focused.hasRing)) return focused
  // The card of what had it before is closed when the focus has left.
  await page.evaluate(TWO_FRAMES)
  return await page.evaluate<Focused | null>(LOOK)
}

/** WCAG 2.2, 2.5.8: what is pressed is 24 pixels wide and high, unless it stands in a line of text. */
const SMALL = `[...document.querySelectorAll('main button')].filter(button => {
  const { width, height } = button.getBoundingClientRect()
  return getComputedStyle(button).display !== 'inline' && width > 1 && (width < 24 || height < 24)
}).map(button => button.outerHTML.slice(0, 120))`

describe.skipIf(chromiumPath === null)('with the keyboard', { timeout: 120_000 }, () => {
  let dashboard: Dashboard
  beforeAll(async () => {
    dashboard = await startDashboard(chromiumPath ?? '')
  }, STARTING_MS)
  afterAll(async () => await dashboard?.close(), STARTING_MS)

  it.each(PAGES)(
    '%s: what has the focus is seen, forwards and backwards, and its buttons are large enough',
    async path => {
      const { page } = await dashboard.open(await dashboard.fillIn(path))
      await page.waitForLoadState('networkidle')
      expect(await page.evaluate(SMALL)).toEqual([])
      for (const key of ['Tab', 'Shift+Tab']) {
        const hidden: Focused[] = []
        let steps = 0
        for (let focused = await step(page, key); focused !== null; focused = await step(page, key)) {
          if (!(focused.isSeen && focused.hasRing)) hidden.push(focused)
          steps += 1
          // Nothing keeps the focus: it comes through the page and out of it.
          expect(steps, `${key} has not come out at ${focused.name}`).toBeLessThan(MOST_STEPS)
        }
        expect(hidden).toEqual([])
      }
      await page.context().close()
    },
  )

  it.each(OPENERS)('%s: a dialog that is left leads back to what opened it', async (path, name) => {
    const { page } = await dashboard.open(await dashboard.fillIn(path))
    const opener = page.getByRole('button', { name }).first()
    await opener.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').locator(':focus').waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => opener.and(page.locator(':focus')).count(), { timeout: SLOW_MS }).toBe(1)
    await page.context().close()
  })

  it('sorts a table and reads a chart as a table', async () => {
    const { page } = await dashboard.open(await dashboard.fillIn('/initiatives/:id'))
    const trend = page.getByRole('region', { name: 'Milestone trend' }).first()
    const asTable = trend.getByRole('button', { name: 'Show as table' })
    await asTable.focus()
    await page.keyboard.press('Enter')
    await trend.getByRole('table').waitFor()
    await page.keyboard.press('Tab')
    // It scrolls with the arrows.
    expect(await page.evaluate('document.activeElement.querySelector("table") !== null')).toBe(true)
    await page.goto(`${dashboard.world.demo.url}/risks`)
    const heading = page
      .getByRole('columnheader')
      .filter({ has: page.getByRole('button') })
      .first()
    await heading.getByRole('button').focus()
    const before = await heading.getAttribute('aria-sort')
    await page.keyboard.press('Enter')
    await expect
      .poll(async () => (await heading.getAttribute('aria-sort')) === before, { timeout: SLOW_MS })
      .toBe(false)
    await page.context().close()
  })
})
