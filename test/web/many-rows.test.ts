import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { takeSlots } from '../../web/table/use-slots.ts'
import { chromiumPath, type Dashboard, startDashboard } from './dashboard.ts'

const STARTING_MS = 180_000
const SLOW_MS = 30_000
const MANY = 5_000
const PAGE = 1_000
/** Those in a window of 900 pixels, and some beyond it at both ends. */
const MOST_DRAWN = 50
const ITEMS_SHOWN = 600
const ITEMS = 'section[aria-label="Table: Items in scope"]'
const LIST = 'section[aria-label="List of alerts"]'

interface Told {
  readonly id: string
  readonly details: object
}

describe('the places of rows in the page', () => {
  it('are kept by what stays, and what comes takes those that were left', () => {
    const first = takeSlots(['a', 'b', 'c'], new Map(), true)
    expect([...first]).toEqual([
      ['a', 0],
      ['b', 1],
      ['c', 2],
    ])
    expect([...takeSlots(['b', 'c', 'd', 'e'], first, true)]).toEqual([
      ['b', 1],
      ['c', 2],
      ['d', 0],
      ['e', 3],
    ])
  })

  it('are not given to others where nothing may be moved', () => {
    const first = takeSlots(['a', 'b', 'c'], new Map(), true)
    expect([...takeSlots(['d', 'b', 'c'], first, false)]).toEqual([
      ['d', 3],
      ['b', 1],
      ['c', 2],
    ])
  })
})

describe.skipIf(chromiumPath === null)('thousands of rows', { timeout: 120_000 }, () => {
  let dashboard: Dashboard
  beforeAll(async () => {
    dashboard = await startDashboard(chromiumPath ?? '')
  }, STARTING_MS)
  afterAll(async () => await dashboard?.close(), STARTING_MS)

  describe('of alerts', () => {
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
      // What changes meanwhile is asked for again.
      expect([...new Set(asked)]).toEqual([0, 1_000, 2_000, 3_000, 4_000])
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

  describe('of a table', () => {
    /** The items of an initiative again and again, each third with words for several lines. */
    async function openItems() {
      const opened = await dashboard.open('/settings')
      await opened.page.route(/\/api\/v1\/work-items\?/, async route => {
        const { items } = (await (await route.fetch()).json()) as {
          readonly items: readonly { readonly title: string }[]
        }
        const many = Array.from({ length: ITEMS_SHOWN }, (_, at) => ({
          ...items[at % items.length],
          id: `item-${at}`,
          key: `NO-${at}`,
          title: 'words '.repeat(at % 3 === 0 ? 40 : 2),
          updatedAt: new Date(Date.UTC(2026, 5, 1) - at * 60_000).toISOString(),
        }))
        await route.fulfill({ json: { items: many, nextCursor: null } })
      })
      await opened.page.goto(`${dashboard.world.demo.url}${await dashboard.fillIn('/initiatives/:id')}`)
      await opened.page.locator('#items').scrollIntoViewIfNeeded()
      await opened.page.locator(ITEMS).waitFor({ timeout: SLOW_MS })
      return opened
    }

    /** What is wrong with the rows that are drawn: they stand one below the other, each with its own words, and cover what is seen. */
    const FAULTS = `(() => {
      const list = document.querySelector('${ITEMS}')
      const rows = [...list.querySelectorAll('tr[data-index]')]
      for (const row of rows) elements.add(row)
      const { top, bottom } = list.getBoundingClientRect()
      return rows.flatMap((row, at) => {
        const faults = []
        const index = Number(row.dataset.index)
        if (/NO-(\\d+)/.exec(row.textContent)[1] !== row.dataset.index) faults.push(index + ' shows ' + row.textContent)
        const next = rows[at + 1]
        const apart = next === undefined ? 0 : next.getBoundingClientRect().top - row.getBoundingClientRect().bottom
        if (Number(next?.dataset.index) === index + 1 && Math.abs(apart) > 1) faults.push(index + ' is ' + apart + ' above the next')
        if (at === rows.length - 1 && index < ${ITEMS_SHOWN - 1} && row.getBoundingClientRect().bottom < bottom) faults.push('nothing below ' + index)
        return faults
      })
    })()`

    /** Scrolls up or down by parts of the window, a part a frame, and tells the faults that were seen. */
    const scrollTo = (end: 'top' | 'bottom') => `new Promise(resolve => {
      const list = document.querySelector('${ITEMS}')
      const faults = []
      const step = () => {
        faults.push(...${FAULTS})
        const isOver = ${end === 'top' ? 'list.scrollTop === 0' : 'list.scrollTop + list.clientHeight >= list.scrollHeight - 1'}
        if (isOver || faults.length > 0) return resolve(faults)
        list.scrollTop ${end === 'top' ? '-=' : '+='} list.clientHeight * 0.8
        requestAnimationFrame(() => requestAnimationFrame(step))
      }
      step()
    })`

    it('show each row with its own words at its own height, down to the last and up again, in the elements of a few', async () => {
      const { page, complaints } = await openItems()
      await page.evaluate('globalThis.elements = new Set()')
      const rows = page.locator(`${ITEMS} tbody tr[data-index]`)
      expect(await page.evaluate(scrollTo('bottom'))).toEqual([])
      expect(await rows.last().getAttribute('data-index')).toBe(String(ITEMS_SHOWN - 1))
      expect(await page.evaluate(scrollTo('top'))).toEqual([])
      expect(await rows.first().getAttribute('data-index')).toBe('0')
      expect(await page.evaluate('elements.size')).toBeLessThan(ITEMS_SHOWN / 4)
      expect(complaints).toEqual([])
      await page.context().close()
    })

    it('leave the focus where it is', async () => {
      const { page, complaints } = await openItems()
      await page.evaluate('globalThis.elements = new Set()')
      const list = `document.querySelector('${ITEMS}')`
      await page.evaluate(`${list}.scrollTop = 20_000`)
      const first = page.locator(`${ITEMS} tbody tr[data-index]`).first()
      await expect.poll(async () => Number(await first.getAttribute('data-index'))).toBeGreaterThan(100)
      const index = String(Number(await first.getAttribute('data-index')) + 12)
      await page.locator(`${ITEMS} tr[data-index="${index}"]`).getByRole('link').focus()
      await page.evaluate(`globalThis.left = 0; ${list}.addEventListener('focusout', () => { left += 1 })`)
      for (const end of ['bottom', 'top'] as const) {
        expect(await page.evaluate(scrollTo(end))).toEqual([])
        expect(await page.evaluate(`document.activeElement.closest('tr')?.dataset.index`)).toBe(index)
      }
      expect(await page.evaluate('left')).toBe(0)
      expect(complaints).toEqual([])
      await page.context().close()
    })
  })
})
