import type { Browser, BrowserContextOptions } from 'playwright-core'
import { signIn } from '../../../demo/browser.ts'
import { scroll, type Timings, type Watched, watch } from './in-page.ts'

export interface Shift {
  readonly value: number
  readonly atMs: number
  /** The beginning of what was moved. */
  readonly what: string
}

export interface Visit extends Timings {
  /** Until nothing came any more; scrolling moves what is drawn by itself. */
  readonly shifts: readonly Shift[]
  /** What was sent for it. */
  readonly scriptBytes: number
  readonly scroll: Scrolled | null
}

export interface Scrolled {
  readonly tookMs: readonly number[]
  readonly mostRows: number
  readonly isEnd: boolean
}

/** What is scrolled through when the page stands: from its beginning to its end in so many frames. */
interface Scrolling {
  readonly scroller: string
  readonly rows: string
  readonly frames: number
}

export interface Visited {
  readonly url: string
  readonly watched: Watched
  readonly scrolling?: Scrolling
}

export type Login = NonNullable<BrowserContextOptions['storageState']>

const VIEW: BrowserContextOptions = { viewport: { width: 1440, height: 900 }, locale: 'en-GB', timezoneId: 'UTC' }
/** What comes after the page stands may still move it. */
const AFTERWARDS_MS = 1_000
const SCRIPTS = `performance.getEntriesByType('resource').filter(({ name }) => new URL(name).pathname.endsWith('.js'))
  .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)`

/** Who has signed in, for pages that begin signed in. */
export async function logIn(browser: Browser, url: string, token: string): Promise<Login> {
  const context = await browser.newContext(VIEW)
  await signIn(context, url, token)
  const login = await context.storageState()
  await context.close()
  return login
}

/** One visit with nothing in the browser's cache but who has signed in. */
export async function visit(
  browser: Browser,
  login: Login | null,
  { url, watched, scrolling }: Visited,
): Promise<Visit> {
  const context = await browser.newContext({ ...VIEW, ...(login === null ? {} : { storageState: login }) })
  try {
    const page = await context.newPage()
    await page.addInitScript(watch(watched))
    await page.goto(url)
    const timings = await page.evaluate<Timings>('bench.timings').catch((cause: unknown) => {
      throw new Error(`${url} did not come to stand: ${String(cause)}`, { cause })
    })
    const scriptBytes = await page.evaluate<number>(SCRIPTS)
    await page.waitForLoadState('networkidle')
    await page.waitForTimeout(AFTERWARDS_MS)
    const shifts = await page.evaluate<readonly Shift[]>('bench.shifts')
    const scrolled =
      scrolling === undefined
        ? null
        : await page.evaluate<Scrolled>(scroll(scrolling.scroller, scrolling.rows, scrolling.frames))
    return { ...timings, scriptBytes, shifts, scroll: scrolled }
  } finally {
    await context.close()
  }
}
