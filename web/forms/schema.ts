/** What of a JSON Schema 2020-12 a form is built from: the subset that the service's own schemas use. */
export interface Schema {
  readonly type?: string
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly minimum?: number
  readonly maximum?: number
  readonly maxLength?: number
  readonly description?: string
}

export type Values = Readonly<Record<string, unknown>>

/** Without what was left empty, which the service takes for not said. */
export const withoutEmpty = (values: Values): Values =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => {
      const kept = Array.isArray(value) ? value.map(each => String(each).trim()).filter(each => each !== '') : value
      return kept === undefined || kept === '' || (Array.isArray(kept) && kept.length === 0) ? [] : [[name, kept]]
    }),
  )

/** The words a schema allows, or null where it allows more than some words. */
export function listChoices({ anyOf }: Schema): readonly string[] | null {
  const found = (anyOf ?? []).flatMap(each => (typeof each.const === 'string' ? [each.const] : []))
  return found.length > 0 && found.length === anyOf?.length ? found : null
}

/** The kinds of an object that says by its `type` which one it is, or null. */
export function listVariants({ anyOf }: Schema): ReadonlyMap<string, Schema> | null {
  const found = (anyOf ?? []).flatMap(each => {
    const type = each.properties?.type?.const
    return typeof type === 'string' ? [[type, each] as const] : []
  })
  return found.length > 0 && found.length === anyOf?.length ? new Map(found) : null
}

/** The kind that the form shows chosen as long as nobody has chosen one: the first. */
export function withKind({ anyOf }: Schema, values: Values): Values {
  if (typeof values.type === 'string') return values
  const first = anyOf?.[0]?.properties?.type?.const
  return first === undefined ? values : { ...values, type: first }
}
