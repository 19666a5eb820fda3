import { useEffect } from 'react'

const FOCUSABLE = 'a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, [tabindex]'

/**
 * What had the focus may be disabled while it is asked for, or go: with a row that is decided, with a dialog that is closed. The
 * focus then waits for it, or goes to what took its place, or back to where it was before the dialog; a browser would drop it,
 * and who uses the keyboard began at the top again. A press beside everything still drops it.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    const root = document.getElementById('root')
    if (root === null) return
    let held: Element | null = null
    /** Of the page itself, not of what lies over it. */
    let place: Element | null = null
    const onFocusIn = ({ target }: FocusEvent) => {
      held = target instanceof Element ? target : null
      if (root.contains(held)) place = held
    }
    const onFocusOut = ({ target }: FocusEvent) =>
      queueMicrotask(() => {
        const isGone = !(target instanceof Element) || !canHold(target)
        if (!isGone && held === target && document.activeElement === document.body) held = null
      })
    const observer = new MutationObserver(records => {
      if (place?.isConnected === false) place = findHeir(place, records)
      if (held === null || document.activeElement !== document.body) return
      const next = held.isConnected ? held : place
      if (next instanceof HTMLElement && canHold(next)) next.focus({ preventScroll: true })
    })
    document.addEventListener('focusin', onFocusIn)
    // First of all: what others do when the focus leaves changes the page, and that must not look as if it had been dropped.
    document.addEventListener('focusout', onFocusOut, true)
    observer.observe(document.body, { childList: true, subtree: true, attributeFilter: ['disabled'] })
    return () => {
      document.removeEventListener('focusin', onFocusIn)
      document.removeEventListener('focusout', onFocusOut, true)
      observer.disconnect()
    }
  }, [])
}

const canHold = (element: Element): boolean => element.isConnected && !element.matches(':disabled')

/** What stands in the place of something that is gone: in what comes after it or stood before it, else what it was part of. */
function findHeir(gone: Element, records: readonly MutationRecord[]): Element | null {
  let node: Node | null = gone
  while (node !== null && !node.isConnected) {
    const top: Node = node.getRootNode()
    const record: MutationRecord | undefined = records.findLast(({ removedNodes }) => [...removedNodes].includes(top))
    if (record === undefined) return null
    const { nextSibling, previousSibling, target } = record
    for (const sibling of [nextSibling, previousSibling]) {
      const found = sibling instanceof Element && sibling.isConnected ? findFocusable(sibling) : null
      if (found !== null) return found
    }
    node = target
  }
  return node instanceof Element ? node.closest(FOCUSABLE) : null
}

const findFocusable = (element: Element): Element | null =>
  element.matches(FOCUSABLE) ? element : element.querySelector(FOCUSABLE)
