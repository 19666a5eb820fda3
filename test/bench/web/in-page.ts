/** What runs in the page from its first moment on, before anything of its own. */
export interface Watched {
  /** JavaScript that is true when what the page is for stands. */
  readonly isDrawn: string
  /** JavaScript that finds what is then clicked at once. */
  readonly button: string
  /** JavaScript that is true, of that button, when the click was answered. */
  readonly isAnswered: string
}

export interface Timings {
  /** Since navigation began. */
  readonly drawnMs: number
  /** When a click made as soon as all was drawn had been answered and painted. */
  readonly interactiveMs: number
}

const GIVEN_UP_MS = 60_000
/** As with a click by hand: what moves so soon after it is its answer. */
const ANSWER_MS = 500

/** Notes when the page stands and answers, in `bench.timings`, and every shift of its layout, in `bench.shifts`. */
export const watch = ({ isDrawn, button, isAnswered }: Watched): string => `{
  const shifts = []
  let clickedMs = -Infinity
  new PerformanceObserver(list => {
    for (const { value, hadRecentInput, startTime, sources } of list.getEntries())
      if (!hadRecentInput && !(startTime > clickedMs && startTime < clickedMs + ${ANSWER_MS}))
        shifts.push({ value, atMs: startTime, what: (sources[0]?.node?.outerHTML ?? '').slice(0, 120) })
  }).observe({ type: 'layout-shift', buffered: true })
  const timings = new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('after ${GIVEN_UP_MS} ms ' + (isDrawn() ? 'the click had no answer' : 'not all was drawn'))), ${GIVEN_UP_MS})
    const isDrawn = () => ${isDrawn}
    const button = () => ${button}
    const isAnswered = button => ${isAnswered}
    const changed = new MutationObserver(() => {
      if (!isDrawn()) return
      changed.disconnect()
      const drawnMs = performance.now()
      // A reader clicks what they see: not before it is painted.
      requestAnimationFrame(() => setTimeout(() => {
        const clicked = button()
        const answer = () => {
          if (!isAnswered(clicked)) return requestAnimationFrame(answer)
          requestAnimationFrame(() => setTimeout(() => resolve({ drawnMs, interactiveMs: performance.now() })))
        }
        clickedMs = performance.now()
        clicked.click()
        answer()
      }))
    })
    changed.observe(document, { subtree: true, childList: true, attributes: true })
  })
  globalThis.bench = { timings, shifts }
}`

/** Scrolls what `scroller` finds to its end in even steps, a step a frame; tells the frames and how many rows were drawn at most. */
export const scroll = (scroller: string, rows: string, frames: number): string => `new Promise((resolve, reject) => {
  setTimeout(() => reject(new Error('after ${GIVEN_UP_MS} ms it was scrolled to ' + place.scrollTop + ' of ' + place.scrollHeight)), ${GIVEN_UP_MS})
  const place = ${scroller}
  const step = Math.ceil((place.scrollHeight - place.clientHeight) / ${frames})
  const tookMs = []
  let before = null
  let mostRows = 0
  const next = now => {
    if (before !== null) tookMs.push(now - before)
    before = now
    mostRows = Math.max(mostRows, place.querySelectorAll(${JSON.stringify(rows)}).length)
    const isEnd = place.scrollTop + place.clientHeight >= place.scrollHeight - 1
    if (isEnd || tookMs.length > ${frames} * 2) return resolve({ tookMs, mostRows, isEnd })
    place.scrollTop += step
    requestAnimationFrame(next)
  }
  requestAnimationFrame(next)
})`
