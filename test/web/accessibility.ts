import axe from 'axe-core'
import type { Page } from 'playwright-core'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

interface Violation {
  readonly id: string
  readonly help: string
  readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary: string }[]
}

/** What still fades in is too faint to read. What turns for ever is not waited for. */
const SETTLED = `Promise.all(document.getAnimations()
  .filter(each => each.effect?.getComputedTiming().endTime !== Infinity)
  .map(each => each.finished.catch(() => {})))`

/**
 * What of WCAG 2.2 AA the page breaks, or the part of it that is meant, each with the first places: in the colours that it came in,
 * and in the others, to which it changes as the reader's system does.
 */
export async function listInBothColours(page: Page, part = 'html'): Promise<readonly string[]> {
  // Runs beside the page, whose policy would not load it.
  await page.evaluate(axe.source)
  const came = await listComplaints(page, part)
  const isDark = await page.evaluate<boolean>(`matchMedia('(prefers-color-scheme: dark)').matches`)
  const other = isDark ? 'light' : 'dark'
  await page.emulateMedia({ colorScheme: other })
  await page.locator(`html[data-mantine-color-scheme=${other}]`).waitFor()
  const changed = await listComplaints(page, part)
  return [...came, ...changed.map(complaint => `in ${other} colours: ${complaint}`)]
}

async function listComplaints(page: Page, part: string): Promise<readonly string[]> {
  await page.evaluate(SETTLED)
  const violations = await page.evaluate<readonly Violation[]>(
    `axe.run('${part}', { runOnly: ${JSON.stringify(RULES)}, resultTypes: ['violations'] }).then(result => result.violations)`,
  )
  return violations.map(({ id, help, nodes }) => {
    const places = nodes.slice(0, 3).map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary}`)
    return `${id} (${help}), ${nodes.length} times: ${places.join('; ')}`
  })
}
