import { Type } from 'typebox'
import { type CurrentState, sameName } from './current-state.ts'
import { fillIn, type ReadVariable } from './fill-in.ts'
import type { FileConnection } from './portfolio-file.ts'
import { PortfolioFileError } from './read-portfolio-file.ts'
import { compare, type Ids, named, placeOf, type Step } from './step.ts'

const Created = Type.Object({ id: Type.String(), webhook: Type.Object({ url: Type.String(), secret: Type.String() }) })
const Changed = Type.Object({ id: Type.String() })

export interface PlanInput {
  readonly current: CurrentState
  readonly readVariable: ReadVariable
  /** Names of variables that are needed and not set. */
  readonly missing: Set<string>
  /** Send credentials and channel settings again, which the service never shows and so cannot be compared. */
  readonly renewSecrets: boolean
}

/** Connections come first: a tracker that refuses us leaves the rest as it was. */
export function planConnections(
  connections: readonly FileConnection[],
  { current, readVariable, missing, renewSecrets }: PlanInput,
  ids: Ids,
): readonly Step[] {
  for (const { id, name } of current.connections) ids.set(placeOf('connection', name), id)
  return connections.flatMap(({ name, kind, settings, credentials, ...beats }): readonly Step[] => {
    const before = current.connections.find(each => sameName(each.name, name))
    const absent = new Set<string>()
    const filled = fillIn(settings, readVariable, absent)
    // Who only changes the tree does not need the variables of trackers that are connected already.
    const isKept = before !== undefined && !renewSecrets && absent.size > 0
    if (!isKept) for (const variable of absent) missing.add(variable)
    const wanted = named({ settings: isKept ? undefined : filled, ...beats })
    const opened = () => fillIn(credentials, readVariable, missing)
    if (before === undefined) {
      const secret = opened()
      return [
        {
          action: 'create',
          what: 'connection',
          name,
          fields: compare({}, { kind, ...wanted }),
          async run(service, made) {
            const { id, webhook } = await service.send(
              'POST',
              '/connections',
              { name, kind, ...wanted, credentials: secret },
              Created,
            )
            made.set(placeOf('connection', name), id)
            return { of: name, ...webhook }
          },
        },
      ]
    }
    if (before.kind !== kind) {
      throw new PortfolioFileError([
        `Connection "${name}" is of kind ${before.kind} and cannot become ${kind}; delete it or choose another name.`,
      ])
    }
    const fields = compare(before, wanted)
    const changes = {
      ...Object.fromEntries(fields.map(({ field, to }) => [field, to])),
      ...(renewSecrets ? { credentials: opened() } : {}),
    }
    if (Object.keys(changes).length === 0) return []
    const shown = renewSecrets ? [...fields, { field: 'credentials', from: '(hidden)', to: '(from the file)' }] : fields
    return [
      {
        action: 'change',
        what: 'connection',
        name,
        fields: shown,
        async run(service) {
          await service.send('PATCH', `/connections/${before.id}`, changes, Changed)
          return null
        },
      },
    ]
  })
}
