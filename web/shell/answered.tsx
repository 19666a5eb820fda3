import { Alert, Button, Skeleton, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import type { RequestError } from '../api/request.ts'
import { words } from '../words/words.ts'

/** What of a query is needed to show it, or why it cannot be shown. */
interface Shown<T> {
  readonly data: T | undefined
  readonly error: RequestError | null
  readonly refetch: () => unknown
}

interface Properties<T> {
  readonly query: Shown<T>
  readonly children: (data: T) => ReactNode
  /** About as high as what will stand here, so that nothing jumps when it comes. */
  readonly height?: number
}

/** What was answered; before that its place, or the service's own words about why not, with what was there before. */
export function Answered<T>({ query, children, height = 240 }: Properties<T>) {
  const { data, error, refetch } = query
  const failure = error === null ? null : <Failure error={error} isOld={data !== undefined} onRetry={refetch} />
  if (data !== undefined)
    return (
      <>
        {failure}
        {children(data)}
      </>
    )
  return failure ?? <Loading height={height} />
}

export function Loading({ height }: { readonly height: number }) {
  return (
    <Stack gap="xs" role="status" aria-label={words.shell.loading}>
      <Skeleton height={28} width="40%" />
      <Skeleton height={Math.max(height - 40, 20)} />
    </Stack>
  )
}

interface FailureProperties {
  readonly error: RequestError
  readonly isOld: boolean
  readonly onRetry: () => unknown
}

function Failure({ error, isOld, onRetry }: FailureProperties) {
  return (
    <Alert color={isOld ? 'yellow' : 'red'} title={error.title ?? words.shell.failed} mb="md" role="alert">
      {error.detail === error.title ? null : error.detail} {isOld ? words.shell.stale : null}
      <div>
        <Button size="compact-sm" variant="default" mt="xs" onClick={() => onRetry()}>
          {words.shell.retry}
        </Button>
      </div>
    </Alert>
  )
}
