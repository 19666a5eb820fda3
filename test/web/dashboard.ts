import { execFileSync } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { findChromium, openBrowser } from '../../demo/browser.ts'
import { readOptions } from '../../demo/options.ts'
import { startSteps } from '../../demo/steps.ts'
import { type DemoWorld, setUpDemo } from '../../demo/world.ts'
import { readConfig } from '../../src/config.ts'

export const chromiumPath = findChromium()
if (chromiumPath === null) console.warn('There is no Chromium here: the tests of the dashboard are skipped.')

export const ASSETS = join(import.meta.dirname, '../../dist/web/assets')

/** As before a demo: unless it is there and newer than its sources. */
export const buildDashboard = (): void => {
  execFileSync('npm', ['run', '-s', 'web:fresh'], { stdio: 'ignore' })
}

/** The demo with its dashboard, and a browser to look at it. */
export interface Dashboard {
  readonly world: DemoWorld
  /** A page of somebody who has signed in, in a browser and a session of their own; what went wrong in it is collected. */
  readonly open: (path?: string, options?: BrowserContextOptions) => Promise<OpenPage>
  /** An address with the ids of something that is there: an initiative that is off track, an alert, a connection. */
  readonly fillIn: (path: string) => Promise<string>
  /** What an initiative ends with: by its date, or by its forecast where that is later. */
  readonly findLastMilestone: (initiative: string) => Promise<string>
  readonly close: () => Promise<void>
}

export interface OpenPage {
  readonly page: Page
  /** What the page complained about: scripts that failed, and what its policy or the service refused. */
  readonly complaints: readonly string[]
}

const WIDE: BrowserContextOptions = { viewport: { width: 1440, height: 900 }, locale: 'en-GB', timezoneId: 'UTC' }
/** After somebody has signed out, the page asks who is there. */
const EXPECTED = /401 \(Unauthorized\)/

export async function startDashboard(executablePath: string): Promise<Dashboard> {
  buildDashboard()
  const dataDir = await mkdtemp(join(tmpdir(), 'milepost-dashboard-'))
  // Run by root, Postgres runs as another user, who has to reach it.
  await chmod(dataDir, 0o755)
  const config = readConfig({ PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'error' })
  const world = await setUpDemo(readOptions([]), config, pino({ level: 'silent' }), startSteps('silent'))
  const browser = await openBrowser(executablePath)
  return {
    world,
    open: (path = '/', options = {}) => openPage(browser, world, path, options),
    fillIn: path => fillIn(world, path),
    findLastMilestone: initiative => findLastMilestone(world, initiative),
    close: async () => {
      await browser.close()
      await world.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function openPage(
  browser: Browser,
  { demo }: DemoWorld,
  path: string,
  options: BrowserContextOptions,
): Promise<OpenPage> {
  const context = await browser.newContext({ ...WIDE, ...options })
  const complaints: string[] = []
  context.on('console', message => {
    if (message.type() === 'error' && !EXPECTED.test(message.text())) complaints.push(message.text())
  })
  context.on('weberror', error => complaints.push(String(error.error())))
  // The form would be a page more each time.
  await context.request.post(`${demo.url}/api/v1/session`, { data: { token: demo.adminToken } })
  const page = await context.newPage()
  await page.goto(`${demo.url}${path}`)
  await page.getByRole('heading', { level: 1 }).waitFor()
  return { page, complaints }
}

interface Listed {
  readonly items: readonly { readonly id: string; readonly name?: string }[]
}

async function fillIn({ api, connected }: DemoWorld, path: string): Promise<string> {
  const initiatives = await api.get<Listed>('/initiatives')
  const alerts = await api.get<Listed>('/alerts?kind=milestone_slipped')
  return path
    .replace(':id', initiatives.items.find(({ name }) => name === 'Mobile Relaunch')?.id ?? 'missing')
    .replace(':alert', alerts.items[0]?.id ?? 'missing')
    .replace(':connection', connected[0]?.kept.id ?? 'missing')
}

interface Ending {
  readonly name: string
  readonly currentDay: string | null
  readonly forecast: { readonly p80: string | null }
}

async function findLastMilestone({ api }: DemoWorld, initiative: string): Promise<string> {
  const { items } = await api.get<Listed>('/initiatives')
  const id = items.find(({ name }) => name === initiative)?.id
  const { milestones } = await api.get<{ milestones: readonly Ending[] }>(`/initiatives/${id}/assessment`)
  const ends = milestones.flatMap(({ name, currentDay, forecast: { p80 } }) =>
    currentDay === null ? [] : [{ name, day: p80 === null || p80 < currentDay ? currentDay : p80 }],
  )
  return ends.sort((a, b) => (a.day < b.day ? 1 : -1))[0]?.name ?? 'no milestone'
}
