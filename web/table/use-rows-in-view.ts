import {
  defaultRangeExtractor,
  type Range,
  useVirtualizer,
  type VirtualItem,
  type Virtualizer,
} from '@tanstack/react-virtual'
import { type FocusEvent, type RefObject, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { usePrinting } from '../shell/use-printing.ts'

/** From this many rows on, only those in view are drawn. */
const MOST_DRAWN = 100
const BEYOND = 8

export interface DrawnRow {
  readonly index: number
  /** Pixels of rows that are not drawn, between the drawn one before and this one. */
  readonly gap: number
}

interface RowsInView<E extends HTMLElement> {
  /** What scrolls, when there are many. */
  readonly scroller: RefObject<E | null>
  readonly isLong: boolean
  readonly drawn: readonly DrawnRow[]
  /** Pixels of rows below the last one that is drawn. */
  readonly after: number
  /** Of each row, with its number as `data-index`. */
  readonly measure: ((row: HTMLElement | null) => void) | undefined
  /** Of what holds the rows. */
  readonly onFocus: (event: FocusEvent) => void
}

/** Of many rows those in view, and the one that has the focus wherever it is; of few, and on paper, all. */
export function useRowsInView<E extends HTMLElement>(keys: readonly string[], rowHeight: number): RowsInView<E> {
  const scroller = useRef<E>(null)
  const isPrinting = usePrinting()
  const isLong = keys.length > MOST_DRAWN && !isPrinting
  const [focused, setFocused] = useState('')
  const kept = keys.indexOf(focused)
  const virtual = useVirtualizer<HTMLElement, HTMLElement>({
    count: isLong ? keys.length : 0,
    getScrollElement: () => scroller.current,
    getItemKey: useCallback((index: number) => keys[index] ?? index, [keys]),
    estimateSize: () => rowHeight,
    overscan: BEYOND,
    rangeExtractor: useCallback((range: Range) => withKept(defaultRangeExtractor(range), kept), [kept]),
  })
  useKeptPlace(virtual, keys, focused)
  const inView = virtual.getVirtualItems()
  const all = useMemo(() => keys.map((_, index) => ({ index, gap: 0 })), [keys])
  return {
    scroller,
    isLong,
    drawn: isLong ? inView.map(placeBelow) : all,
    after: isLong ? virtual.getTotalSize() - (inView.at(-1)?.end ?? 0) : 0,
    measure: isLong ? virtual.measureElement : undefined,
    onFocus: ({ target }) => {
      const index = target.closest<HTMLElement>('[data-index]')?.dataset.index
      setFocused(keys[Number(index ?? -1)] ?? '')
    },
  }
}

/** Of the drawn rows so many have to be moved alike, or the whole was sorted anew: then there is no place to keep. */
const SHARE_MOVED_ALIKE = 1 / 3

/**
 * Rows that come, go or move above the reader leave what they read where it is: the row with the focus, or the first one in view
 * that did not itself move elsewhere. Who is at the top sees what comes.
 */
function useKeptPlace(virtual: Virtualizer<HTMLElement, HTMLElement>, keys: readonly string[], focused: string): void {
  const drawn = useRef<readonly { readonly key: string; readonly start: number }[]>([])
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when other rows are listed, or in another order.
  useLayoutEffect(() => {
    const element = virtual.scrollElement
    if (element === null || element.scrollTop === 0) return
    const { scrollTop, clientHeight } = element
    const moved = drawn.current.flatMap(({ key, start }) => {
      const now = virtual.measurementsCache[keys.indexOf(key)]?.start
      return now === undefined ? [] : [{ key, start, by: Math.round(now - start) }]
    })
    const isShared = (by: number) =>
      moved.filter(each => each.by === by).length >= drawn.current.length * SHARE_MOVED_ALIKE
    const kept = moved
      .filter(({ start, by }) => start >= scrollTop && start < scrollTop + clientHeight && isShared(by))
      .sort((a, b) => Number(b.key === focused) - Number(a.key === focused))
    element.scrollTop += kept[0]?.by ?? 0
  }, [keys])
  useLayoutEffect(() => {
    drawn.current = virtual.getVirtualItems().map(({ index, start }) => ({ key: keys[index] ?? '', start }))
  })
}

const placeBelow = ({ index, start }: VirtualItem, at: number, all: readonly VirtualItem[]): DrawnRow => ({
  index,
  gap: start - (all[at - 1]?.end ?? 0),
})

const withKept = (indexes: number[], kept: number): number[] =>
  kept === -1 || indexes.includes(kept) ? indexes : [...indexes, kept].sort((a, b) => a - b)
