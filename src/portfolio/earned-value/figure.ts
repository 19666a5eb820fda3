/** A number, or why there is none. */
export type Figure =
  | { readonly value: number; readonly reason: null }
  | { readonly value: null; readonly reason: string }

export const known = (value: number): Figure => ({ value, reason: null })

export const unknown = (reason: string): Figure => ({ value: null, reason })

/** A number made of others: unknown, with the first reason, where one of them is. */
export function derive(figures: readonly Figure[], make: (...values: number[]) => number | string): Figure {
  const values: number[] = []
  for (const figure of figures) {
    if (figure.value === null) return figure
    values.push(figure.value)
  }
  const made = make(...values)
  return typeof made === 'string' ? unknown(made) : known(made)
}
