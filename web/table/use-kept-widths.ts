import { type RefObject, useLayoutEffect, useRef, useState } from 'react'

/**
 * Of a table that draws only rows in view: the widths that its first rows gave its columns, in shares, or every row that comes
 * into view would move them. Null as long as they are not known, or the table draws all its rows.
 */
export function useKeptWidths(
  isKept: boolean,
  columns: readonly unknown[],
): { readonly headings: RefObject<HTMLTableSectionElement | null>; readonly widths: readonly string[] | null } {
  const headings = useRef<HTMLTableSectionElement>(null)
  const [widths, setWidths] = useState<readonly string[] | null>(null)
  const count = columns.length
  useLayoutEffect(() => {
    const found = [...(headings.current?.querySelectorAll('th') ?? [])]
    if (!isKept || found.length !== count) return setWidths(null)
    const wide = found.map(heading => heading.getBoundingClientRect().width)
    const all = wide.reduce((sum, width) => sum + width, 0)
    if (all > 0) setWidths(wide.map(width => `${(width / all) * 100}%`))
  }, [isKept, count])
  return { headings, widths }
}
