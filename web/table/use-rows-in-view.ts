import {
  defaultRangeExtractor,
  type Range,
  useVirtualizer,
  type VirtualItem,
  type Virtualizer,
} from '@tanstack/react-virtual'
import {
  type FocusEvent,
  type RefCallback,
  type RefObject,
  useCallback,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { usePrinting } from '../shell/use-printing.ts'
import { useSlots } from './use-slots.ts'

/** From this many rows on, only those in view are drawn. */
const MOST_DRAWN = 100
const BEYOND = 8

export interface DrawnRow {
  readonly index: number
  /** Its place in the page: its own, or among many one that another row left. */
  readonly slot: string | number
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
  /** Of each row, with its number as `data-index`; again when the element becomes another row. Tells how to forget it. */
  readonly measure: RefCallback<HTMLElement> | undefined
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
  const [usualHeight, setUsualHeight] = useState<number | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another usual height places all rows anew.
  const keyAt = useCallback((index: number) => keys[index] ?? index, [keys, usualHeight])
  const virtual = useVirtualizer<HTMLElement, HTMLElement>({
    count: isLong ? keys.length : 0,
    getScrollElement: () => scroller.current,
    getItemKey: keyAt,
    estimateSize: () => usualHeight ?? rowHeight,
    overscan: BEYOND,
    rangeExtractor: useCallback((range: Range) => withKept(defaultRangeExtractor(range), kept), [kept]),
  })
  useKeptPlace(virtual, keys, focused)
  const inView = virtual.getVirtualItems()
  useLayoutEffect(() => {
    // The rows that were not measured yet are most likely as high as the first ones.
    if (usualHeight === null && inView.length > 0) setUsualHeight(medianOf(virtual.getVirtualItems()))
  }, [usualHeight, inView.length, virtual])
  const all = useMemo(() => keys.map((key, index) => ({ index, slot: key, gap: 0 })), [keys])
  const slots = useSlots(
    inView.map(({ key }) => String(key)),
    kept === -1,
  )
  const measure = useCallback(
    (row: HTMLElement | null) => {
      if (row === null) return
      const index = virtual.indexFromElement(row)
      const key = keyAt(index)
      virtual.measureElement(row)
      // An element as high as the row that it was before reports no change of its height.
      virtual.resizeItem(index, row.offsetHeight)
      return () => void (virtual.elementsCache.get(key) === row && virtual.elementsCache.delete(key))
    },
    [virtual, keyAt],
  )
  return {
    scroller,
    isLong,
    drawn: isLong
      ? inView.map((item, at) => ({
          ...placeBelow(item, inView[at - 1]),
          slot: slots.get(String(item.key)) ?? String(item.key),
        }))
      : all,
    after: isLong ? virtual.getTotalSize() - (inView.at(-1)?.end ?? 0) : 0,
    measure: isLong ? measure : undefined,
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

const medianOf = (rows: readonly VirtualItem[]): number | null =>
  rows.map(({ size }) => size).sort((a, b) => a - b)[rows.length >> 1] ?? null

const placeBelow = ({ index, start }: VirtualItem, before: VirtualItem | undefined) => ({
  index,
  gap: start - (before?.end ?? 0),
})

const withKept = (indexes: number[], kept: number): number[] =>
  kept === -1 || indexes.includes(kept) ? indexes : [...indexes, kept].sort((a, b) => a - b)
