import { Checkbox, NativeSelect, Stack, Textarea, Title } from '@mantine/core'
import { useState } from 'react'
import { useAnswer } from '../../api/queries.ts'
import type { RequestError } from '../../api/request.ts'
import { errorAt } from '../../forms/refusal.tsx'
import { words } from '../../words/words.ts'
import type { Channel } from './channel.ts'
import { type AlertKind, KindChoice } from './kind-choice.tsx'

type Route = Channel['route']

const text = words.settings.channels.route
const KINDS = Object.keys(words.alerts.kinds) as readonly AlertKind[]

interface Properties {
  readonly route: Route
  readonly error: RequestError | null
  readonly onChange: (route: Route) => void
}

/** Nothing chosen is no limit. */
const listOrNull = <T,>([first, ...rest]: readonly T[]): [T, ...T[]] | null =>
  first === undefined ? null : [first, ...rest]

/** Which alerts a channel is told of. */
export function RouteFields({ route, error, onChange }: Properties) {
  const portfolios = useAnswer('GET /portfolios', {}).data?.items ?? []
  const [owners, setOwners] = useState(route.owners?.join('\n') ?? '')
  const set = (changed: Partial<Route>) => onChange({ ...route, ...changed })
  const isOfAll = route.portfolioIds === null && route.owners === null
  return (
    <section>
      <Title order={3} size="h5" mb="xs">
        {text.title}
      </Title>
      <Stack gap="sm">
        <NativeSelect
          label={text.severity}
          value={route.leastSeverity}
          data={Object.entries(words.meanings.severity).map(([value, label]) => ({ value, label }))}
          error={errorAt(error, 'body.route.leastSeverity')}
          onChange={event => set({ leastSeverity: event.currentTarget.value as Route['leastSeverity'] })}
        />
        <Checkbox.Group
          label={text.portfolios}
          description={text.allHint}
          error={errorAt(error, 'body.route.portfolioIds')}
          value={[...(route.portfolioIds ?? [])]}
          onChange={values => set({ portfolioIds: listOrNull(values) })}
        >
          <Stack gap={8} mt={8}>
            {portfolios.map(({ id, name }) => (
              <Checkbox key={id} size="xs" value={id} label={name} />
            ))}
          </Stack>
        </Checkbox.Group>
        <KindChoice
          label={text.kinds}
          hint={text.allHint}
          kinds={KINDS}
          chosen={route.kinds ?? []}
          error={errorAt(error, 'body.route.kinds')}
          onChange={kinds => set({ kinds: listOrNull(kinds) })}
        />
        <Textarea
          label={text.owners}
          description={text.ownersHint}
          autosize
          minRows={2}
          value={owners}
          error={errorAt(error, 'body.route.owners')}
          onChange={({ currentTarget: { value } }) => {
            setOwners(value)
            set({
              owners: listOrNull(
                value
                  .split('\n')
                  .map(each => each.trim())
                  .filter(each => each !== ''),
              ),
            })
          }}
        />
        <Checkbox
          label={text.operations}
          checked={route.operations ?? isOfAll}
          onChange={event => set({ operations: event.currentTarget.checked })}
        />
        <Checkbox
          label={text.escalated}
          checked={route.onlyEscalated === true}
          onChange={event => set({ onlyEscalated: event.currentTarget.checked })}
        />
      </Stack>
    </section>
  )
}
