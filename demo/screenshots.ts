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
const WIDE = { width: 1440, height: 900 }
const TALL = { width: 1440, height: 2400 }
const PHONE = { width: 390, height: 844 }
/** Charts are drawn once their code and data are there. */
const SETTLE_MS = 3000
const TREND_DEADLINE_MS = 120_000
/** It would lie across a part of the page that is taller than the window. */
const HIDE_WHAT_STAYS = `document.querySelectorAll('header, nav').forEach(each => { each.style.visibility = 'hidden' })`

interface Shot {
  readonly name: string
  readonly path: string
  readonly isDark?: boolean
  readonly isPhone?: boolean
  /** More than a window shows. */
  readonly isTall?: boolean
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
          viewport: shot.isPhone === true ? PHONE : shot.isTall === true ? TALL : WIDE,
          colorScheme: shot.isDark === true ? 'dark' : 'light',
          locale: 'en-GB',
          timezoneId: 'UTC',
        })
        const page = await signIn(context, world.demo.url, world.demo.adminToken)
        await page.goto(`${world.demo.url}${shot.path}`)
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
    { name: 'portfolio', path: '/' },
    { name: 'portfolio-dark', path: '/', isDark: true },
    { name: 'portfolio-phone', path: '/', isPhone: true },
    { name: 'roadmap', path: '/roadmap' },
    { name: 'alerts', path: '/alerts' },
    { name: 'capacity', path: '/capacity' },
    { name: 'risks', path: '/risks' },
    { name: 'compliance', path: '/compliance' },
    { name: 'connections', path: '/connections' },
    { name: 'connection-new', path: '/connections/new' },
    { name: 'settings', path: `/settings?node=${initiative?.id ?? ''}`, isTall: true },
  ]
  return [
    ...always,
    ...(initiative === undefined
      ? []
      : [
          { name: 'initiative', path: `/initiatives/${initiative.id}`, isTall: true },
          { name: 'initiative-trend', path: `/initiatives/${initiative.id}`, part: 'trend' },
          { name: 'initiative-burnup', path: `/initiatives/${initiative.id}`, part: 'burnup' },
          { name: 'initiative-dependencies', path: `/initiatives/${initiative.id}`, part: 'dependencies' },
          { name: 'initiative-phone', path: `/initiatives/${initiative.id}`, isPhone: true },
        ]),
    ...(planned === undefined
      ? []
      : [{ name: 'initiative-earned-value', path: `/initiatives/${planned.id}`, part: 'earnedValue' }]),
    ...(alert === undefined ? [] : [{ name: 'alert', path: `/alerts/${alert.id}` }]),
    ...(connection === undefined ? [] : [{ name: 'connection', path: `/connections/${connection.kept.id}` }]),
  ]
}
