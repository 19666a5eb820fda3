import { Alert, Button } from '@mantine/core'
import type { Answer } from '../../api/operation.ts'
import { useAnswer, useChange, useList } from '../../api/queries.ts'
import { AgeMark, Unknown } from '../../marks/day-mark.tsx'
import { Fact } from '../../marks/fact.tsx'
import { Section } from '../../shell/page.tsx'
import { formatCount } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import { type Connection, formatSeconds } from './connection.ts'
import classes from './connection-page.module.css'
import { RunProgress } from './run-progress.tsx'
import { StateMark } from './state-mark.tsx'

const text = words.connections.facts

/** Where it leads, as whom, whether it is read, and the pass that reads it now. */
export function FactsPanel({ connection }: { readonly connection: Connection }) {
  const { id, state, stateReason, settings, identity, timeZone, syncEverySeconds, nextSyncAt, webhooks } = connection
  const { data: completeness } = useAnswer('GET /connections/{id}/completeness', { path: { id } })
  const check = useChange('POST /connections/{id}/check')
  const { baseUrl, projects } = settings as { baseUrl?: string; projects?: readonly string[] }
  const underWay = completeness?.underWay ?? null
  return (
    <Section
      title={text.title}
      actions={
        <Button
          size="xs"
          variant="default"
          loading={check.isPending}
          onClick={() => check.mutate({ path: { id } })}
          className="no-print"
        >
          {words.connections.check.run}
        </Button>
      }
    >
      {stateReason === null ? null : (
        <Alert color="red" mb="md" title={words.connections.states[state]}>
          {stateReason}
        </Alert>
      )}
      {check.data === undefined ? null : <Checked check={check.data} />}
      {check.error === null ? null : (
        <Alert color="red" mb="md" role="alert" title={check.error.title}>
          {check.error.detail}
        </Alert>
      )}
      {underWay === null ? null : <RunProgress run={underWay} />}
      <dl className={classes.facts}>
        <Fact name={text.state}>
          <StateMark isGood={state === 'active'} word={words.connections.states[state]} />
        </Fact>
        <Fact name={text.address}>{baseUrl ?? <Unknown />}</Fact>
        <Fact name={text.identity}>{identity ?? <Unknown />}</Fact>
        <Fact name={text.timeZone}>{timeZone ?? <Unknown reason={text.noTimeZone} />}</Fact>
        <Fact name={text.projects}>
          {projects === undefined || projects.length === 0 ? (
            text.allProjects
          ) : (
            <ProjectNames connectionId={id} projects={projects} />
          )}
        </Fact>
        <Fact name={text.next}>
          <AgeMark at={nextSyncAt} now={Date.now()} />, {text.every(formatSeconds(syncEverySeconds))}
        </Fact>
        <Fact name={text.webhooks}>
          {webhooks === null ? (
            words.connections.noWebhooks
          ) : (
            <>
              <StateMark isGood={webhooks.state === 'alive'} word={words.connections.webhookStates[webhooks.state]} />{' '}
              {webhooks.reason}
            </>
          )}
        </Fact>
        {completeness === undefined
          ? null
          : STORED.map(each => (
              <Fact key={each} name={words.connections.completeness.stored[each]}>
                {formatCount(completeness.stored[each])}
              </Fact>
            ))}
      </dl>
    </Section>
  )
}

/** Settings name projects by key or id; people know them by name. */
function ProjectNames({
  connectionId,
  projects,
}: {
  readonly connectionId: string
  readonly projects: readonly string[]
}) {
  const { data } = useList('GET /projects', { query: { connection: connectionId } })
  const nameOf = (named: string): string =>
    data?.find(({ externalId, key, name }) => named === externalId || named === key || named === name)?.name ?? named
  return projects.map(nameOf).join(', ')
}

const STORED = ['workItems', 'iterations', 'releases', 'worklogs', 'links'] as const

/** What the tracker said to the credentials, with what each permission is for. */
export function Checked({ check }: { readonly check: Answer<'POST /connections/{id}/check'> }) {
  const { ok, identity, permissions, problems } = check
  const said = words.connections.check
  return (
    <Alert
      color={ok ? 'indigo' : 'red'}
      mb="md"
      role="status"
      title={ok ? said.ok(identity ?? said.unnamed) : said.refused}
    >
      {problems.map(problem => (
        <p key={problem}>{problem}</p>
      ))}
      {permissions.length === 0 ? null : (
        <ul className={classes.permissions}>
          {permissions.map(({ name, granted, neededFor }) => (
            <li key={name}>
              <StateMark isGood={granted} word={granted ? said.granted : said.missing} /> <strong>{name}</strong>:{' '}
              {neededFor}
            </li>
          ))}
        </ul>
      )}
    </Alert>
  )
}
