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
 * What of WCAG 2.2 AA the page breaks, or the part of it that is meant, each with the first places. Runs beside the page, whose
 * policy would not load it.
 */
export async function listComplaints(page: Page, part = 'html'): Promise<readonly string[]> {
  await page.evaluate(SETTLED)
  await page.evaluate(axe.source)
  const violations = await page.evaluate<readonly Violation[]>(
    `axe.run('${part}', { runOnly: ${JSON.stringify(RULES)}, resultTypes: ['violations'] }).then(result => result.violations)`,
  )
  return violations.map(({ id, help, nodes }) => {
    const places = nodes.slice(0, 3).map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary}`)
    return `${id} (${help}), ${nodes.length} times: ${places.join('; ')}`
  })
}
