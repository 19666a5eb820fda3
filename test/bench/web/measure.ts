import type { Browser } from 'playwright-core'
import { type PortfolioSize, PROGRAMS } from './fill.ts'
import { startFloor } from './floor.ts'
import { type Login, logIn, type Visit, type Visited, visit } from './visit.ts'

export const PAGES = ['portfolio', 'whole', 'roadmap', 'items'] as const
/** A bare page, and a plain table of as many rows as there are items. */
export const FLOORS = ['bare', 'plain'] as const

/** Every page as often as there are rounds, beside the floors of the same round. */
export type MeasuredPages = Readonly<Record<(typeof PAGES)[number] | (typeof FLOORS)[number], readonly Visit[]>>

/** What is there to be looked at. */
export interface Place {
  readonly portfolioId: string
  /** The one with the most items. */
  readonly initiativeId: string
  readonly milestones: number
}

interface Looked extends Place {
  readonly browser: Browser
  readonly url: string
  readonly token: string
  readonly size: PortfolioSize
  readonly rounds: number
}

/** So many steps from the beginning to the end of what is long. */
const FRAMES = 240
const CLOSED = `button.getAttribute('aria-expanded') === 'false'`
/** Heights of the roadmap's rows. */
const [INITIATIVE_PX, MILESTONE_PX] = [40, 30]

export async function measurePages(looked: Looked, say: (text: string) => void): Promise<MeasuredPages> {
  const { browser, url, token, size, portfolioId } = looked
  const login = await logIn(browser, url, token)
  const asked = await fetch(`${url}/api/v1/portfolios/${portfolioId}/rollup`, {
    headers: { authorization: `Bearer ${token}` },
  })
  const pages = listPages(looked)
  // What is done for the first time fills the caches of the service too.
  const { scriptBytes } = await visit(browser, login, pages.portfolio)
  const floor = await startFloor({
    scriptBytes,
    answer: await asked.text(),
    rows: rowsOf(size),
    longRows: size.mostItems,
  })
  const visits: Readonly<Record<keyof MeasuredPages, readonly [Login | null, Visited]>> = {
    bare: [null, { url: floor.url, watched: bareTable(rowsOf(size)) }],
    portfolio: [login, pages.portfolio],
    whole: [login, pages.whole],
    roadmap: [login, pages.roadmap],
    plain: [
      null,
      {
        url: `${floor.url}/long`,
        watched: bareTable(size.mostItems),
        scrolling: long(`document.querySelector('section')`, 'tr'),
      },
    ],
    items: [login, pages.items],
  }
  const measured: Record<keyof MeasuredPages, Visit[]> = {
    ...{ bare: [], portfolio: [], whole: [], roadmap: [], plain: [], items: [] },
  }
  try {
    for (let round = 1; round <= looked.rounds; round += 1) {
      for (const name of [...PAGES, ...FLOORS]) {
        const seen = await visit(browser, ...visits[name])
        say(`round ${round} of ${looked.rounds}, ${name}: ${seen.interactiveMs.toFixed(0)} ms`)
        measured[name].push(seen)
      }
    }
    return measured
  } finally {
    await floor.close()
  }
}

/** The portfolio itself, its programs, and the initiatives. */
const rowsOf = ({ initiatives }: PortfolioSize): number => initiatives + PROGRAMS + 1

function listPages({ url, size, initiativeId, milestones }: Looked): Readonly<Record<(typeof PAGES)[number], Visited>> {
  const table = `document.querySelector('table[aria-label="Items in scope"]')`
  const timeline = `document.querySelector('section[aria-label^="Timeline"]')`
  const height = size.initiatives * INITIATIVE_PX + milestones * MILESTONE_PX
  const [row, closing] = [
    `table[role=table] tbody tr`,
    `document.querySelector('[role=rowheader] button[aria-expanded=true]')`,
  ]
  const isWhole = `document.querySelectorAll('${row}').length >= ${rowsOf(size)}`
  const isFilled = `document.querySelector('${row}:last-child')?.getBoundingClientRect().bottom >= innerHeight`
  return {
    // As much as there is to be seen; the rows below follow.
    portfolio: {
      url: `${url}/`,
      watched: { isDrawn: `${isWhole} || ${isFilled}`, button: closing, isAnswered: CLOSED },
    },
    whole: { url: `${url}/`, watched: { isDrawn: isWhole, button: closing, isAnswered: CLOSED } },
    roadmap: {
      url: `${url}/roadmap?rows=milestones&links=all`,
      watched: {
        isDrawn: `${timeline}?.scrollHeight >= ${height}`,
        button: `${timeline}.querySelector('button[aria-expanded=true]')`,
        isAnswered: CLOSED,
      },
      scrolling: long(timeline, '[data-kind=initiative], [data-kind=milestone], [data-kind=group]'),
    },
    items: {
      url: `${url}/initiatives/${initiativeId}`,
      watched: {
        // They are asked for when the reader comes near, who reads what stands above them first: not before it is painted.
        isDrawn: `(document.querySelector('#items') !== null && document.querySelectorAll('[aria-label=Loading]').length < 2 &&
            (globalThis.benchComesNear ??= requestAnimationFrame(() => setTimeout(() => document.querySelector('#items').scrollIntoView()))),
          ${table}?.getAttribute('aria-rowcount') === '${size.mostItems + 1}')`,
        button: `${table}.querySelector('th[aria-sort=none] button')`,
        isAnswered: `button.closest('th').getAttribute('aria-sort') !== 'none'`,
      },
      scrolling: long(`${table}.parentElement`, 'tr'),
    },
  }
}

const long = (scroller: string, rows: string) => ({ scroller, rows, frames: FRAMES })

const bareTable = (rows: number) => ({
  isDrawn: `document.querySelectorAll('tr').length >= ${rows}`,
  button: `document.querySelector('button')`,
  isAnswered: CLOSED,
})
