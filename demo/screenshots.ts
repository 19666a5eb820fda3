import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pino } from 'pino'
import { environmentWith, readConfig } from '../src/config.ts'
import { findChromium, openBrowser, signIn } from './browser.ts'
import { moveMilestones } from './move-milestones.ts'
import { readOptions } from './options.ts'
import { readPlan } from './read-plan.ts'
import { startSteps } from './steps.ts'
import { type DemoWorld, setUpDemo } from './world.ts'

const FOLDER = join(import.meta.dirname, '../docs/screenshots')
const WINDOWS = {
  wide: { width: 1440, height: 900 },
  /** More than a window shows. */
  tall: { width: 1440, height: 2400 },
  projector: { width: 1024, height: 768 },
  phone: { width: 390, height: 844 },
}
/** Charts are drawn once their code and data are there. */
const SETTLE_MS = 3000
const TREND_DEADLINE_MS = 300_000
/** It would lie across a part of the page that is taller than the window. */
const HIDE_WHAT_STAYS = `document.querySelectorAll('header, nav').forEach(each => { each.style.visibility = 'hidden' })`

interface Shot {
  readonly name: string
  readonly path: string
  readonly isDark?: boolean
  /** `wide` unless said. */
  readonly window?: keyof typeof WINDOWS
  /** Before anybody has signed in. */
  readonly isSignedOut?: boolean
  /** Of the page only the part with this id. */
  readonly part?: string
}

/** Every page on the data of the demo, as docs/screenshots/NAME.png. */
const chromiumPath = findChromium()
if (chromiumPath === null) {
  process.stderr.write('Screenshots need a Chromium: apt-get install chromium.\n')
  process.exit(1)
}
const config = readConfig(
  environmentWith(
    { PORT: '0', LOG_LEVEL: 'error' },
    { DATABASE_URL: '', MASTER_KEY: '', REDIS_URL: '', ADMIN_TOKEN: '' },
  ),
)
const log = pino({ level: config.logLevel }, pino.destination(2))
const steps = startSteps('plain')
const world = await setUpDemo(readOptions([]), config, log, steps)
try {
  await steps.run('Hold the work of an initiative against its approved plan', () => readPlan(world.api))
  await steps.run('Move a milestone in each tracker', () => moveMilestones(world.api, world.trackers, world.connected))
  await steps.run('Tell the weeks before from the history', () => waitForTrend(world))
  const browser = await openBrowser(chromiumPath)
  try {
    mkdirSync(FOLDER, { recursive: true })
    for (const shot of await listShots(world)) {
      await steps.run(`${shot.name}.png`, async () => {
        const context = await browser.newContext({
          viewport: WINDOWS[shot.window ?? 'wide'],
          colorScheme: shot.isDark === true ? 'dark' : 'light',
          locale: 'en-GB',
          timezoneId: 'UTC',
        })
        const { url, adminToken } = world.demo
        const page = shot.isSignedOut === true ? await context.newPage() : await signIn(context, url, adminToken)
        await page.goto(`${url}${shot.path}`)
        await page.getByRole('heading', { level: 1 }).waitFor()
        await page.waitForTimeout(SETTLE_MS)
        const path = join(FOLDER, `${shot.name}.png`)
        if (shot.part === undefined) await page.screenshot({ path })
        else {
          await page.evaluate(HIDE_WHAT_STAYS)
          await page.locator(`#${shot.part}`).screenshot({ path })
        }
        await context.close()
      })
    }
  } finally {
    await browser.close()
  }
} finally {
  await world.close()
}

/** In the background, once all is assessed. */
async function waitForTrend({ api }: DemoWorld): Promise<void> {
  interface Trend {
    readonly nodes: readonly { readonly bases: readonly (string | null)[] }[]
  }
  const { items } = await api.get<{ readonly items: readonly { readonly id: string }[] }>('/portfolios')
  const deadline = performance.now() + TREND_DEADLINE_MS
  for (;;) {
    const { nodes } = await api.get<Trend>(`/portfolios/${items[0]?.id}/trend`)
    if (nodes.every(({ bases }) => !bases.includes(null))) return
    if (performance.now() > deadline) throw new Error('The history was not told in time.')
    await pause(500)
  }
}

async function listShots({ api, connected }: DemoWorld): Promise<readonly Shot[]> {
  const { items: initiatives } = await api.get<{ readonly items: readonly { id: string; name: string }[] }>(
    '/initiatives',
  )
  const initiative = initiatives.find(({ name }) => name === 'Mobile Relaunch') ?? initiatives[0]
  // The one with an approved plan, and people who book their hours.
  const planned = initiatives.find(({ name }) => name === 'Single Sign-On') ?? initiative
  const { items: alerts } = await api.get<{ readonly items: readonly { id: string }[] }>(
    '/alerts?kind=milestone_slipped',
  )
  const [alert] = alerts
  const [connection] = connected
  const always: readonly Shot[] = [
    { name: 'sign-in', path: '/', isSignedOut: true },
    { name: 'portfolio', path: '/' },
    { name: 'portfolio-dark', path: '/', isDark: true },
    { name: 'portfolio-phone', path: '/', window: 'phone' },
    { name: 'portfolio-projector', path: '/', window: 'projector' },
    { name: 'roadmap', path: '/roadmap' },
    { name: 'alerts', path: '/alerts' },
    { name: 'capacity', path: '/capacity' },
    { name: 'risks', path: '/risks' },
    { name: 'compliance', path: '/compliance' },
    { name: 'connections', path: '/connections' },
    { name: 'connection-new', path: '/connections/new' },
    { name: 'connection-new-sign-in', path: '/connections/new?kind=jira' },
    { name: 'settings', path: `/settings?node=${initiative?.id ?? ''}`, window: 'tall' },
    { name: 'audit', path: '/settings?tab=audit' },
  ]
  const ofInitiative: readonly Shot[] =
    initiative === undefined
      ? []
      : [
          { name: 'initiative', path: `/initiatives/${initiative.id}`, window: 'tall' },
          { name: 'initiative-trend', path: `/initiatives/${initiative.id}`, part: 'trend' },
          { name: 'initiative-burnup', path: `/initiatives/${initiative.id}`, part: 'burnup' },
          { name: 'initiative-dependencies', path: `/initiatives/${initiative.id}`, part: 'dependencies' },
          { name: 'initiative-phone', path: `/initiatives/${initiative.id}`, window: 'phone' },
        ]
  return [
    ...always,
    ...ofInitiative,
    ...(planned === undefined
      ? []
      : [{ name: 'initiative-earned-value', path: `/initiatives/${planned.id}`, part: 'earnedValue' }]),
    ...(alert === undefined ? [] : [{ name: 'alert', path: `/alerts/${alert.id}` }]),
    ...(connection === undefined ? [] : listConnectionShots(connection.kept.id)),
  ]
}

function listConnectionShots(id: string): readonly Shot[] {
  const steps = `/connections/new?connection=${id}`
  return [
    { name: 'connection', path: `/connections/${id}` },
    { name: 'connection-new-projects', path: steps },
    { name: 'connection-new-meaning', path: `${steps}&step=meaning` },
    { name: 'connection-new-sync', path: `${steps}&step=sync` },
  ]
}
