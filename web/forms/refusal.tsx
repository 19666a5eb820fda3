import { Alert } from '@mantine/core'
import type { RequestError } from '../api/request.ts'
import { words } from '../words/words.ts'

/** What the service said about a part of what was sent, to stand beside its field; undefined: nothing. */
export function errorAt(error: RequestError | null, path: string): string | undefined {
  const found = (error?.fields ?? []).filter(({ field }) => isWithin(field, path))
  if (found.length === 0) return undefined
  return [...new Set(found.map(({ expected }) => expected))].join('; ')
}

const isWithin = (field: string, path: string): boolean => field === path || field.startsWith(`${path}.`)

interface Properties {
  readonly error: RequestError | null
  /** Paths of the fields that show their own part with `errorAt`. */
  readonly beside: readonly string[]
}

/** Why the service refused what was sent, with everything that has no field of its own to stand at. */
export function Refusal({ error, beside }: Properties) {
  if (error === null) return null
  const others = error.fields.filter(({ field }) => !beside.some(path => isWithin(field, path)))
  return (
    <Alert color="red" title={error.title} role="alert">
      {error.fields.length === 0 && error.detail !== error.title ? <div>{error.detail}</div> : null}
      {others.map(({ field, expected }) => (
        <div key={`${field} ${expected}`}>
          {field.replace(/^body\./, '')} {expected}.
        </div>
      ))}
      <div>{words.forms.refused}</div>
    </Alert>
  )
}
