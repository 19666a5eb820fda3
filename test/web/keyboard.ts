import type { Locator, Page } from 'playwright-core'

const MOST_STEPS = 200

/** Goes with Tab to what is meant, as somebody without a pointer does. */
export async function tabTo(page: Page, wanted: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const focused = wanted.and(page.locator(':focus'))
  for (let steps = 0; steps < MOST_STEPS; steps += 1) {
    if ((await focused.count()) === 1) return
    await page.keyboard.press(key)
  }
  throw new Error(`${MOST_STEPS} times ${key} do not lead to ${wanted}.`)
}

/** Chooses of a closed list by its first letters, as a keyboard does. */
export async function choose(page: Page, list: Locator, option: string): Promise<void> {
  await tabTo(page, list)
  await page.keyboard.type(option)
}
