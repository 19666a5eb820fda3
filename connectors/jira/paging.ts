import { type Static, type TSchema, Type } from 'typebox'
import { UnavailableError } from '../errors.ts'
import type { Asked, JiraClient, JiraRequest } from './client.ts'

interface ListRequest<Item extends TSchema> extends Omit<JiraRequest<Item>, 'schema'> {
  readonly pageSize: number
  readonly item: Item
}

/**
 * All of a list that is paged by `startAt`, each item once. The server may send fewer than asked
 * (https://github.com/pycontribs/jira/issues/1819), so we advance by what came, and the end counts only when it is said:
 * `isLast`, or `total` reached. A list that grows or shrinks meanwhile may have skipped an item, so it is read again later.
 * An answer with one of the `expected` statuses is handed back without a value.
 */
export async function listAll<Item extends TSchema>(
  client: JiraClient,
  request: ListRequest<Item>,
  expected: readonly number[] = [],
): Promise<Asked<readonly Static<Item>[]>> {
  const { pageSize, item, query = [], ...rest } = request
  const schema = Type.Object({
    values: Type.Array(Type.Intersect([item, Type.Object({ id: Type.Union([Type.String(), Type.Integer()]) })])),
    total: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
    isLast: Type.Optional(Type.Union([Type.Boolean(), Type.Null()])),
  })
  const found = new Map<string, Static<Item>>()
  let firstTotal: number | null = null
  for (let startAt = 0; ; ) {
    const paging = [
      ['startAt', String(startAt)],
      ['maxResults', String(pageSize)],
    ] as const
    const page = await client.askUnless(
      { ...rest, query: [...query, ...paging], schema },
      startAt === 0 ? expected : [],
    )
    if (page.value === null) return { status: page.status, value: null }
    const { values, isLast } = page.value
    const total = page.value.total ?? null
    firstTotal ??= total
    for (const value of values) found.set(String((value as { readonly id: string | number }).id), value as Static<Item>)
    startAt += values.length
    if (total !== firstTotal) throw new UnavailableError(`The list changed while ${request.where}. We try again.`)
    if (isLast === true || (typeof isLast !== 'boolean' && total !== null && startAt >= total)) {
      return { status: 200, value: [...found.values()] }
    }
    if (values.length === 0)
      throw new UnavailableError(`The list ended before its end while ${request.where}. We try again.`)
  }
}

/** As {@link listAll}, where every status but 200 is an error. */
export async function listEvery<Item extends TSchema>(
  client: JiraClient,
  request: ListRequest<Item>,
): Promise<readonly Static<Item>[]> {
  return (await listAll(client, request)).value ?? []
}
