import {
  type InfiniteData,
  infiniteQueryOptions,
  type QueryClient,
  queryOptions,
  type UseInfiniteQueryResult,
  type UseMutationResult,
  type UseQueryResult,
  useInfiniteQuery,
  useMutation,
  useQueries,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useCallback, useEffect } from 'react'
import { type Asked, pageOf } from './address.ts'
import type { Question } from './first-questions.ts'
import type { Answer, Input, Operation } from './operation.ts'
import { ask, type RequestError } from './request.ts'
import { readCsrfToken } from './session.ts'

const queryOf = <O extends Operation>(operation: O, input: Input<O>) =>
  queryOptions<Answer<O>, RequestError>({
    queryKey: [operation, input],
    queryFn: ({ signal }) => ask(operation, input, { signal }),
  })

/** The answer of an operation for a page that is still on its way: what the page then asks is there, or under way. */
export const fetchAhead = <O extends Operation>(
  client: QueryClient,
  operation: O,
  input: Input<O>,
): Promise<Answer<O>> => client.ensureQueryData(queryOf(operation, input))

/** The same of what a page asks first; of a list its first page. */
export const fetchQuestion = (client: QueryClient, { operation, input, isList }: Question): Promise<unknown> =>
  isList
    ? client.ensureInfiniteQueryData(listOf(operation, input as Input<typeof operation>))
    : fetchAhead(client, operation, input as Input<typeof operation>)

/** The answer of an operation, kept fresh while it is shown. With `input` null it is not asked yet. */
export function useAnswer<O extends Operation>(
  operation: O,
  input: Input<O> | null,
): UseQueryResult<Answer<O>, RequestError> {
  return useQuery<Answer<O>, RequestError>({
    ...queryOf(operation, input as Input<O>),
    enabled: input !== null,
    // What a reader looks at stays until the new answer is there.
    placeholderData: previous => previous,
  })
}

/** Whether each of these has an answer, or will have none: what is drawn of them afterwards does not move. */
export const useAreSettled = <O extends Operation>(operation: O, inputs: readonly Input<O>[]): boolean =>
  useQueries({
    queries: inputs.map(input => queryOf(operation, input)),
    combine: results => results.every(({ isPending }) => !isPending),
  })

interface Page<T> {
  readonly items: readonly T[]
  readonly nextCursor: string | null
}
type Listed<O extends Operation> = Answer<O> extends Page<infer T> ? T : never

const listOf = <O extends Operation>(operation: O, input: Input<O>) =>
  infiniteQueryOptions<Page<Listed<O>>, RequestError, InfiniteData<Page<Listed<O>>>, readonly unknown[], string | null>(
    {
      queryKey: [operation, input, 'pages'],
      initialPageParam: null,
      queryFn: async ({ pageParam, signal }) =>
        (await ask(operation, pageOf(input as Asked, pageParam) as Input<O>, { signal })) as unknown as Page<Listed<O>>,
      getNextPageParam: page => page.nextCursor,
    },
  )

/** All pages of a list so far, in one array; `fetchNextPage` asks for more. */
export function useList<O extends Operation>(
  operation: O,
  input: Input<O> | null,
): UseInfiniteQueryResult<readonly Listed<O>[], RequestError> {
  return useInfiniteQuery({
    ...listOf(operation, input as Input<O>),
    enabled: input !== null,
    select: ({ pages }) => pages.flatMap(({ items }) => items) as readonly Listed<O>[],
    placeholderData: previous => previous,
  })
}

/** All of a list, however many pages it has: for what is counted or folded here. */
export function useWholeList<O extends Operation>(
  operation: O,
  input: Input<O> | null,
): UseInfiniteQueryResult<readonly Listed<O>[], RequestError> {
  const query = useList(operation, input)
  useNextPages(query, true)
  return query
}

/** Asks for the next page of a list when what is returned is called; with `isWhole` for one after the other by itself. */
export function useNextPages<T>(query: UseInfiniteQueryResult<T, RequestError>, isWhole: boolean): () => void {
  const { hasNextPage, isFetching, fetchNextPage } = query
  const ask = useCallback(() => {
    if (hasNextPage && !isFetching) void fetchNextPage()
  }, [hasNextPage, isFetching, fetchNextPage])
  useEffect(() => {
    if (isWhole) ask()
  }, [isWhole, ask])
  return ask
}

/** Changes something; afterwards everything shown is asked again. */
export function useChange<O extends Operation>(operation: O): UseMutationResult<Answer<O>, RequestError, Input<O>> {
  const client = useQueryClient()
  return useMutation<Answer<O>, RequestError, Input<O>>({
    mutationFn: input => ask(operation, input, { csrfToken: readCsrfToken(client) }),
    onSuccess: () => client.invalidateQueries(),
  })
}

/** How a change of several things one after the other went. */
export interface Changed {
  readonly done: number
  /** Why others could not be changed. */
  readonly failures: readonly RequestError[]
}

/** The same change to several things; what fails does not keep the rest from being changed. */
export function useChanges<O extends Operation>(
  operation: O,
): UseMutationResult<Changed, RequestError, readonly Input<O>[]> {
  const client = useQueryClient()
  return useMutation<Changed, RequestError, readonly Input<O>[]>({
    mutationFn: async inputs => {
      const csrfToken = readCsrfToken(client)
      const settled = await Promise.allSettled(inputs.map(input => ask(operation, input, { csrfToken })))
      const failures = settled.flatMap(each => (each.status === 'rejected' ? [each.reason as RequestError] : []))
      return { done: settled.length - failures.length, failures }
    },
    onSettled: () => client.invalidateQueries(),
  })
}
