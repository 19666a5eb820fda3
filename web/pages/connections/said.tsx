import { Alert } from '@mantine/core'
import type { RequestError } from '../../api/request.ts'

interface Properties {
  /** What went well. */
  readonly done: string | null
  readonly error: RequestError | null
}

/** How something that was asked for went, in the service's own words where it refused. */
export function Said({ done, error }: Properties) {
  return (
    <div role="status">
      {error !== null ? (
        <Alert color="red" title={error.title} mb="sm">
          {error.detail === error.title ? null : error.detail}
        </Alert>
      ) : done !== null ? (
        <Alert color="indigo" mb="sm" py="xs">
          {done}
        </Alert>
      ) : null}
    </div>
  )
}
