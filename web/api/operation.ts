import type { Operations } from './generated/operations.ts'

export type Operation = keyof Operations
export type Answer<O extends Operation> = Operations[O]['answer']
/** One element of a list that an operation answers. */
export type Item<O extends Operation> = Answer<O> extends { items: readonly (infer T)[] } ? T : never

type Part<Name extends string, T> = keyof T extends never
  ? { readonly [P in Name]?: undefined }
  : Record<never, never> extends T
    ? { readonly [P in Name]?: T }
    : { readonly [P in Name]: T }
type Body<T> = T extends null ? { readonly body?: undefined } : { readonly body: T }
/** What an operation has to be given: parts of the path, of the query and a body, as far as it takes them. */
export type Input<O extends Operation> = Part<'path', Operations[O]['path']> &
  Part<'query', Operations[O]['query']> &
  Body<Operations[O]['body']>
