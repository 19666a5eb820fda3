import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { statusIds } from '../../demo/jira/generate-catalogue.ts'
import { editStatus } from '../../demo/jira/plan-edits.ts'
import { chromiumPath, type Dashboard, startDashboard } from './dashboard.ts'
import { choose, tabTo } from './keyboard.ts'

const STARTING_MS = 180_000
const SLOW_MS = 30_000

describe.skipIf(chromiumPath === null)('what the words of a tracker mean', { timeout: 300_000 }, () => {
  let dashboard: Dashboard
  beforeAll(async () => {
    dashboard = await startDashboard(chromiumPath ?? '')
  }, STARTING_MS)
  afterAll(async () => await dashboard?.close(), STARTING_MS)

  /** The page of an initiative, beside the one that is worked on: what it says of how many items are done. */
  async function watchDone(page: Page) {
    const watched = await page.context().newPage()
    await watched.goto(`${dashboard.world.demo.url}${await dashboard.fillIn('/initiatives/:id')}`)
    await watched.getByRole('button', { name: /^Mobile Relaunch: Items/ }).focus()
    const detail = watched.getByText(/: [\d,.]+ of [\d,.]+ items/).first()
    await detail.waitFor({ timeout: SLOW_MS })
    return async () => {
      const [, done, total] = /: ([\d,]+) of ([\d,]+) items/.exec((await detail.textContent()) ?? '') ?? []
      return { done: Number(done?.replaceAll(',', '')), total: Number(total?.replaceAll(',', '')) }
    }
  }

  async function openReview(page: Page): Promise<void> {
    await tabTo(page, page.getByRole('tab', { selected: true }))
    await page.keyboard.press('ArrowRight')
    await page.getByRole('table', { name: 'What the words of this tracker mean' }).waitFor({ timeout: SLOW_MS })
  }

  async function give(page: Page, word: string, meaning: string): Promise<void> {
    await tabTo(page, page.getByRole('button', { name: `Change “${word}”` }))
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: `What does “${word}” mean?` })
    await choose(page, dialog.getByLabel('Meaning'), meaning)
    await tabTo(page, dialog.getByRole('button', { name: 'Save the decision' }))
    await page.keyboard.press('Enter')
    await page.getByText('Saved. What is stored is read again with it.').waitFor({ timeout: SLOW_MS })
  }

  const holdsFocus = (page: Page) => page.evaluate<boolean>('document.activeElement.matches("table button")')

  it('a doubtful status is proposed with its reason, overridden, withdrawn and confirmed by keyboard, and the initiative follows', async () => {
    const { page, complaints } = await dashboard.open(await dashboard.fillIn('/connections/:connection'))
    const countDone = await watchDone(page)
    const before = await countDone()
    await openReview(page)
    const row = page.getByRole('row', { name: /^Cancelled/ })
    expect(await row.textContent()).toContain('60%')
    expect(await row.textContent()).toContain('Proposed everywhere by name (60 % sure).')
    await give(page, 'Cancelled', 'Done')
    // What was decided leaves the list; who works through it is at the next word.
    await expect.poll(() => row.count(), { timeout: SLOW_MS }).toBe(0)
    await expect.poll(() => holdsFocus(page), { timeout: SLOW_MS }).toBe(true)
    await expect.poll(async () => (await countDone()).done, { timeout: SLOW_MS }).toBeGreaterThan(before.done)
    // What was cancelled was in no scope.
    const after = await countDone()
    expect(after.total - before.total).toBe(after.done - before.done)

    await page.keyboard.press('Shift+Tab')
    await tabTo(page, page.getByRole('combobox', { name: 'All words' }), 'Shift+Tab')
    await page.keyboard.type('All')
    await row.getByText(/Decided by/).waitFor({ timeout: SLOW_MS })
    await tabTo(page, row.getByRole('button', { name: 'Withdraw “Cancelled”' }))
    await page.keyboard.press('Enter')
    const confirm = row.getByRole('button', { name: 'Confirm “Cancelled”' })
    await expect.poll(() => confirm.and(page.locator(':focus')).count(), { timeout: SLOW_MS }).toBe(1)
    await expect.poll(countDone, { timeout: SLOW_MS }).toEqual(before)
    await page.keyboard.press('Enter')
    await row.getByText(/Decided by/).waitFor({ timeout: SLOW_MS })
    await page.getByText('Saved. Nothing stored reads differently.').waitFor({ timeout: SLOW_MS })
    expect(await countDone()).toEqual(before)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('a status that the tracker gives no category is said to mean nothing until a person says what', async () => {
    const { page, complaints } = await dashboard.open(await dashboard.fillIn('/connections/:connection'))
    const countDone = await watchDone(page)
    const before = await countDone()
    const name = 'With the customer'
    editStatus(dashboard.world.trackers.jira.site, { statusId: statusIds.inReview, name, category: 'undefined' })
    await tabTo(page, page.getByRole('button', { name: 'Sync now' }))
    await page.keyboard.press('Enter')
    await openReview(page)
    const row = page.getByRole('row', { name: new RegExp(`^${name}`) })
    await row.getByText('Nothing is proposed for it').waitFor({ timeout: SLOW_MS })
    expect(await row.getByRole('button', { name: `Confirm “${name}”` }).count()).toBe(0)
    await give(page, name, 'Done')
    await expect.poll(() => row.count(), { timeout: SLOW_MS }).toBe(0)
    await expect.poll(async () => (await countDone()).done, { timeout: SLOW_MS }).toBeGreaterThan(before.done)
    expect(complaints).toEqual([])
    await page.context().close()
  })
})
