import type { Page } from 'playwright-core'

/** Of 1: what is seen and moves, times how far. Below is a fraction of a pixel, or a word. */
const VISIBLE_SHIFT = 0.001
const STEP_MS = 40

/** Answers of the API come one after the other, the last one asked for first: nothing is there when the rest of the page is. */
export async function answerSlowly(page: Page): Promise<void> {
  let asked = 0
  await page.route('**/api/v1/**', async route => {
    asked += 1
    if (route.request().url().includes('/events')) return await route.continue()
    const waiting = Math.max(1, 12 - asked) * STEP_MS
    await new Promise(resolve => setTimeout(resolve, waiting))
    await route.continue()
  })
}

/** What moved of the page since it began, unless somebody had just clicked; "what it is, by how many pixels". */
export async function listShifts(page: Page): Promise<readonly string[]> {
  return await page.evaluate<readonly string[]>(`new Promise(resolve => {
    new PerformanceObserver(list => resolve(list.getEntries()
      .filter(({ value, hadRecentInput }) => value >= ${VISIBLE_SHIFT} && !hadRecentInput)
      .flatMap(({ value, sources }) => [...sources].map(({ node, previousRect, currentRect }) =>
        value.toFixed(4) + ': ' + (node?.outerHTML ?? node?.textContent ?? 'something gone').slice(0, 80) +
        ' by ' + Math.round(currentRect.x - previousRect.x) + ', ' + Math.round(currentRect.y - previousRect.y)))))
      .observe({ type: 'layout-shift', buffered: true })
    setTimeout(() => resolve([]), 500)
  })`)
}
