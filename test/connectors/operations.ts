import type { Source } from '../../connectors/connector.ts'
import type { Recordings } from '../../connectors/recording.ts'

/** One thing a source can be asked for. */
export interface Operation {
  readonly name: string
  /** How many problems and gaps it named. */
  readonly run: (source: Source) => Promise<{ readonly said: number }>
}

export async function listOperations(source: Source, recordings: Recordings): Promise<readonly Operation[]> {
  const scopes = await gather(source.discover())
  const operations: Operation[] = [
    { name: 'check', run: async opened => ({ said: (await opened.check()).problems.length }) },
    {
      name: 'discover',
      run: async opened => {
        await gather(opened.discover())
        return { said: 0 }
      },
    },
    {
      name: 'list the projects',
      run: async opened => {
        const projects = (await opened.listProjects?.()) ?? []
        if (projects.length === 0) throw new Error('the recordings show no project')
        return { said: 0 }
      },
    },
    {
      name: 'fetch',
      run: async opened => {
        await opened.fetch(recordings.fetches.map(({ ref }) => ref))
        return { said: 0 }
      },
    },
  ]
  for (const scope of scopes) {
    for (const stream of scope.streams) {
      operations.push({
        name: `read ${stream} of ${scope.name}`,
        run: async opened => {
          const pages = await gather(opened.read(stream, scope, null))
          return { said: pages.reduce((sum, page) => sum + (page.gaps?.length ?? 0), 0) }
        },
      })
    }
  }
  for (const { stream, scopeId } of recordings.censuses) {
    const scope = scopes.find(({ externalId }) => externalId === scopeId)
    if (scope === undefined) throw new Error(`the recordings have no scope ${scopeId}`)
    operations.push({
      name: `census of ${stream} of ${scope.name}`,
      run: async opened => {
        await gather(opened.census(stream, scope))
        return { said: 0 }
      },
    })
  }
  return operations
}

/** Everything an asynchronous iterable yields; Node 20 has no Array.fromAsync. */
export async function gather<T>(source: AsyncIterable<T>): Promise<readonly T[]> {
  const gathered: T[] = []
  for await (const one of source) gathered.push(one)
  return gathered
}
