import { Type } from 'typebox'

/** Query parameters of every list with startAt. */
export const pageQuery = {
  startAt: Type.Integer({ minimum: 0, default: 0 }),
  maxResults: Type.Optional(Type.Integer({ minimum: 0 })),
}

export interface PageRequest {
  readonly startAt: number
  readonly maxResults?: number
}

export interface Page {
  readonly startAt: number
  readonly maxResults: number
  readonly total: number
  readonly isLast: boolean
  readonly values: readonly object[]
}

/** A page of a list; asking for more than the limit silently gets the limit, as Jira does it. */
export function cutPage<T>(
  all: readonly T[],
  asked: PageRequest,
  limit: { usual: number; most: number },
  render: (one: T) => object,
): Page {
  const maxResults = Math.min(asked.maxResults || limit.usual, limit.most)
  const values = all.slice(asked.startAt, asked.startAt + maxResults).map(render)
  return {
    startAt: asked.startAt,
    maxResults,
    total: all.length,
    isLast: asked.startAt + values.length >= all.length,
    values,
  }
}

/** The platform API adds the addresses of this page and the next one. */
export function addressPage(page: Page, url: URL): object {
  const here = new URL(url)
  here.searchParams.set('startAt', String(page.startAt))
  here.searchParams.set('maxResults', String(page.maxResults))
  const next = new URL(here)
  next.searchParams.set('startAt', String(page.startAt + page.maxResults))
  return { self: here.href, ...(page.isLast ? {} : { nextPage: next.href }), ...page }
}

/** A parameter that may be repeated, or hold a list with commas as jira.js writes it. */
export const repeatable = Type.Optional(Type.Union([Type.String(), Type.Array(Type.String())]))

export function listValues(value: string | readonly string[] | undefined): string[] {
  if (value === undefined) return []
  return (typeof value === 'string' ? [value] : value)
    .flatMap(text => text.split(','))
    .map(text => text.trim())
    .filter(Boolean)
}
