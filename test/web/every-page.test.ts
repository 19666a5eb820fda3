import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listComplaints } from './accessibility.ts'
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

describe.skipIf(chromiumPath === null)('every page of the dashboard', { timeout: 90_000 }, () => {
  let dashboard: Dashboard
  beforeAll(async () => {
    dashboard = await startDashboard(chromiumPath ?? '')
  }, STARTING_MS)
  afterAll(async () => await dashboard?.close(), STARTING_MS)

  it('shows a phone no page wider than itself', async () => {
    const { page } = await dashboard.open('/', { viewport: { width: 390, height: 844 } })
    await page.getByRole('row').first().waitFor({ state: 'attached' })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
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

  it('prints', async () => {
    const { page } = await dashboard.open()
    const pdf = await page.pdf({ format: 'A4', landscape: true })
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    await page.emulateMedia({ media: 'print' })
    expect(await page.getByRole('button', { name: 'Sign out' }).isVisible()).toBe(false)
    await page.context().close()
  })

  describe.each(['light', 'dark'] as const)('in %s colours', colorScheme => {
    it.each(PAGES)(
      '%s breaks no rule of WCAG 2.2 AA, its policy refuses nothing, and it tells days as the reader does',
      async path => {
        const { page, complaints } = await dashboard.open(await dashboard.fillIn(path), { colorScheme })
        await page.waitForLoadState('networkidle')
        expect(await listComplaints(page)).toEqual([])
        expect(complaints).toEqual([])
        const shown = await page.evaluate<string>('document.body.innerText')
        expect(shown.match(/.*\d{4}-\d{2}-\d{2}.*/g)).toBeNull()
        await page.context().close()
      },
    )
  })
})
