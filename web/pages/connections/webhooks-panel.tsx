import { Button, Group } from '@mantine/core'
import type { Answer } from '../../api/operation.ts'
import { useAnswer, useChange } from '../../api/queries.ts'
import { NewSecret } from '../../forms/new-secret.tsx'
import { AgeMark, Unknown } from '../../marks/day-mark.tsx'
import { Answered } from '../../shell/answered.tsx'
import { Instant, useClock } from '../../shell/clock.tsx'
import { Section } from '../../shell/page.tsx'
import { type Column, DataTable } from '../../table/data-table.tsx'
import { words } from '../../words/words.ts'
import type { Connection } from './connection.ts'
import classes from './connection-page.module.css'
import { Said } from './said.tsx'
import { Copy, SecretOnce } from './secret-once.tsx'
import { StateMark } from './state-mark.tsx'

const text = words.connections.webhooks
const titles = text.columns

type Registered = Answer<'POST /connections/{id}/webhooks'>
type Webhook = Registered['webhooks'][number]

const COLUMNS: readonly Column<Webhook>[] = [
  { id: 'name', title: titles.name, cell: ({ name }) => name, isRowHeader: true },
  {
    id: 'state',
    title: titles.state,
    cell: ({ state }) => <StateMark isGood={state === 'alive'} word={words.connections.webhookStates[state]} />,
  },
  { id: 'since', title: titles.since, cell: ({ stateSince }) => <Instant at={stateSince} /> },
  { id: 'reason', title: titles.reason, cell: ({ reason }) => reason ?? '' },
  {
    id: 'expires',
    title: titles.expires,
    cell: ({ expiresAt }) => (expiresAt === null ? '' : <Instant at={expiresAt} />),
  },
  { id: 'checked', title: titles.checked, cell: ({ checkedAt }) => <AgeMark at={checkedAt} now={Date.now()} /> },
]

/** How a tracker tells of changes: registered by us, or entered by hand, and the secret that proves them. */
export function WebhooksPanel({ connection: { id, kind } }: { readonly connection: Connection }) {
  const connectors = useAnswer('GET /connectors', {})
  const query = useAnswer('GET /connections/{id}/webhooks', { path: { id } })
  const register = useChange('POST /connections/{id}/webhooks')
  const remove = useChange('DELETE /connections/{id}/webhooks')
  const isOffered = connectors.data?.items.find(each => each.kind === kind)?.hasWebhooks ?? true
  if (!isOffered)
    return (
      <Section title={text.title}>
        <p className={`${classes.lead} quiet`}>{text.notOffered}</p>
      </Section>
    )
  const done = remove.isSuccess
    ? text.removed
    : register.isSuccess && register.data.byHand === null
      ? text.registered
      : null
  return (
    <>
      <Section title={text.title}>
        <p className={`${classes.lead} quiet`}>{text.lead}</p>
        <Said done={done} error={register.error ?? remove.error} />
        {register.data?.byHand == null ? null : <ByHand byHand={register.data.byHand} />}
        <Answered query={query}>
          {({ url, registered, lastHeardAt, problem, webhooks }) => (
            <>
              {problem === null ? null : <p role="alert">{problem}</p>}
              <table className={classes.values}>
                <tbody>
                  <tr>
                    <th scope="row">{text.url}</th>
                    <td>
                      <code>{url}</code>
                    </td>
                  </tr>
                  <tr>
                    <th scope="row">{text.lastHeard}</th>
                    <td>
                      {lastHeardAt === null ? (
                        <Unknown reason={text.never} />
                      ) : (
                        <AgeMark at={lastHeardAt} now={Date.now()} />
                      )}
                    </td>
                  </tr>
                </tbody>
              </table>
              <DataTable
                label={text.title}
                columns={COLUMNS}
                rows={webhooks}
                rowKey={({ name }) => name}
                empty={text.none}
              />
              <Group mt="md" gap="sm" className="no-print">
                <Button
                  size="xs"
                  loading={register.isPending}
                  onClick={() => {
                    remove.reset()
                    register.mutate({ path: { id } })
                  }}
                >
                  {registered ? text.again : text.register}
                </Button>
                {registered ? (
                  <Button
                    size="xs"
                    variant="default"
                    loading={remove.isPending}
                    onClick={() => {
                      register.reset()
                      remove.mutate({ path: { id } })
                    }}
                  >
                    {text.remove}
                  </Button>
                ) : null}
              </Group>
            </>
          )}
        </Answered>
      </Section>
      <Secret connectionId={id} />
    </>
  )
}

/** What an administrator of the tracker enters where our credentials may not. */
function ByHand({ byHand: { why, steps, fields } }: { readonly byHand: NonNullable<Registered['byHand']> }) {
  return (
    <div role="alert">
      <h3>{text.byHand}</h3>
      <p>{why}</p>
      <ol>
        {steps.map(step => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <table className={classes.values} aria-label={text.fields}>
        <tbody>
          {fields.map(({ name, value }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>
                <code>{value}</code>
              </td>
              <td>
                <Copy value={value} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Secret({ connectionId }: { readonly connectionId: string }) {
  const { formatInstant } = useClock()
  const rotate = useChange('POST /connections/{id}/webhook-secret')
  return (
    <Section title={text.secret}>
      <p className={`${classes.lead} quiet`}>{text.rotateHint}</p>
      <Said done={null} error={rotate.error} />
      {rotate.data === undefined ? (
        <NewSecret
          isPending={rotate.isPending}
          onAsk={formerForHours => rotate.mutate({ path: { id: connectionId }, body: { formerForHours } })}
        />
      ) : (
        <SecretOnce
          webhook={rotate.data.webhook}
          hint={text.formerUntil(formatInstant(rotate.data.formerUntil))}
          onDone={rotate.reset}
        />
      )}
    </Section>
  )
}
