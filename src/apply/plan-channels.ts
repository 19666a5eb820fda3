import { Type } from 'typebox'
import { EVERYTHING } from '../portfolio/alert/route.ts'
import { type CurrentState, sameName } from './current-state.ts'
import type { FileChannel } from './file-channel.ts'
import { fillIn } from './fill-in.ts'
import type { PlanInput } from './plan-connections.ts'
import { compare, type Ids, named, placeOf, requireId, type Step } from './step.ts'

const Created = Type.Object({ id: Type.String(), secret: Type.Union([Type.String(), Type.Null()]) })
const Changed = Type.Object({ id: Type.String() })

/** The settings of a channel that stands are sent only with `renewSecrets`: the service never shows them. */
export function planChannels(
  channels: readonly FileChannel[],
  { current, readVariable, missing, renewSecrets }: PlanInput,
): readonly Step[] {
  return channels.flatMap(({ name, kind, settings, route, rhythm, timeZone }): readonly Step[] => {
    const before = current.channels.find(each => sameName(each.name, name))
    const told = compare(before === undefined ? {} : { ...before, route: nameRoute(before.route, current) }, {
      route: route === undefined ? undefined : nameRoute(fillRoute(route), current),
      rhythm,
      timeZone,
    })
    const filled = before === undefined || renewSecrets ? fillIn(settings, readVariable, missing) : undefined
    const fields = [
      ...(filled === undefined
        ? []
        : [{ field: 'settings', from: before === undefined ? null : '(hidden)', to: '(from the file)' }]),
      ...told,
    ]
    if (fields.length === 0) return []
    const body = (ids: Ids) =>
      named({
        settings: filled,
        route: route === undefined ? undefined : addressRoute(fillRoute(route), current, ids),
        rhythm,
        timeZone,
      })
    return [
      {
        action: before === undefined ? 'create' : 'change',
        what: 'channel',
        name,
        fields,
        async run(service, ids) {
          if (before !== undefined) {
            await service.send('PATCH', `/channels/${before.id}`, body(ids), Changed)
            return null
          }
          const { secret } = await service.send('POST', '/channels', { name, kind, ...body(ids) }, Created)
          return secret === null ? null : { of: name, url: null, secret }
        },
      },
    ]
  })
}

/** With `portfolios` as the file names them. */
function fillRoute({ portfolios, ...route }: NonNullable<FileChannel['route']>) {
  const { portfolioIds: _, ...everything } = EVERYTHING
  return { ...everything, ...route, portfolios: portfolios ?? null }
}

type FilledRoute = ReturnType<typeof fillRoute>
type StoredRoute = CurrentState['channels'][number]['route']

/** Both as a person would say them, so that they can be compared before the portfolios of the file are there. */
function nameRoute(route: FilledRoute | StoredRoute, { portfolios }: CurrentState) {
  const spell = (name: string) => portfolios.find(each => sameName(each.name, name))?.name ?? name
  if ('portfolios' in route) return { ...route, portfolios: route.portfolios?.map(spell).toSorted() ?? null }
  const { portfolioIds, ...rest } = route
  const names = portfolioIds?.map(id => portfolios.find(each => each.id === id)?.name ?? id)
  return { ...rest, portfolios: names?.toSorted() ?? null }
}

const addressRoute = ({ portfolios, ...route }: FilledRoute, current: CurrentState, ids: Ids) => ({
  ...route,
  portfolioIds:
    portfolios?.map(
      name =>
        current.portfolios.find(each => sameName(each.name, name))?.id ?? requireId(ids, placeOf('portfolio', name)),
    ) ?? null,
})

/** Names of portfolios that channels are told of and nobody has. */
export function findUnknownPortfolios(
  channels: readonly FileChannel[],
  known: readonly { readonly name: string }[],
): readonly string[] {
  return channels.flatMap(({ name, route }) =>
    (route?.portfolios ?? [])
      .filter(portfolio => !known.some(each => sameName(each.name, portfolio)))
      .map(
        portfolio =>
          `Channel "${name}" names the portfolio "${portfolio}", which is neither in the file nor in the service.`,
      ),
  )
}
