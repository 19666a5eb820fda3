import { type RefObject, useLayoutEffect, useMemo, useState } from 'react'
import { usePrinting } from '../../shell/use-printing.ts'
import { HEIGHTS, type Row } from './roadmap-rows.ts'

/** So far above and below the window rows are drawn too, and so far one scrolls until others are. */
const BEYOND_PX = 350
const STEP_PX = 300

/** What is drawn of a timeline as high as the window, which none is: known before there is one. */
const spanAt = (top: number, height: number) => ({
  from: Math.floor((top - BEYOND_PX) / STEP_PX) * STEP_PX,
  to: Math.ceil((top + height + BEYOND_PX) / STEP_PX) * STEP_PX,
})

/** Of many rows those in view, and the one that has the focus; on paper all. */
export function useDrawnRows(
  place: RefObject<HTMLElement | null>,
  rows: readonly Row[],
  tops: ReadonlyMap<string, number>,
  focused: string | null,
): readonly Row[] {
  const [span, setSpan] = useState(() => spanAt(0, innerHeight))
  const isPrinting = usePrinting()
  useLayoutEffect(() => {
    const element = place.current
    if (element === null) return
    const look = () => {
      const { from, to } = spanAt(element.scrollTop, innerHeight)
      setSpan(before => (before.from === from && before.to === to ? before : { from, to }))
    }
    look()
    const resized = new ResizeObserver(look)
    resized.observe(element)
    element.addEventListener('scroll', look, { passive: true })
    return () => {
      resized.disconnect()
      element.removeEventListener('scroll', look)
    }
  }, [place])
  return useMemo(() => {
    if (isPrinting) return rows
    return rows.filter(({ id, kind }) => {
      const top = tops.get(id) ?? 0
      return id === focused || (top + HEIGHTS[kind] > span.from && top < span.to)
    })
  }, [isPrinting, rows, tops, focused, span])
}
