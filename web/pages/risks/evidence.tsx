import { Text } from '@mantine/core'
import { useAnswer, useWholeList } from '../../api/queries.ts'
import { ItemList } from '../../marks/item-list.tsx'
import { TrackerMark } from '../../marks/tracker-mark.tsx'
import { Answered } from '../../shell/answered.tsx'
import { withDays } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import classes from './matrix.module.css'
import type { Entry } from './register.ts'

const text = words.risks.detail

/** What an entry rests on: its words, and the items, people or dependencies behind them. */
export function Evidence({ entry: { evidence, rule, nodeId } }: { readonly entry: Entry }) {
  if (evidence === null) return null
  const { evidenceIds, extent } = evidence
  return (
    <>
      <Text size="sm" mb="xs">
        {withDays(evidence.text)}
      </Text>
      {extent > evidenceIds.length ? (
        <Text size="xs" className="quiet">
          {text.evidenceMore(evidenceIds.length, extent)}
        </Text>
      ) : null}
      <Behind rule={rule} ids={evidenceIds} nodeId={nodeId} />
    </>
  )
}

interface BehindProperties {
  readonly rule: Entry['rule']
  readonly ids: readonly string[]
  readonly nodeId: string
}

/** Each rule names things of its own kind. */
function Behind({ rule, ids, nodeId }: BehindProperties) {
  switch (rule) {
    case 'owner_inactive':
      // Names the owner, as its words do.
      return null
    case 'shared_people':
      return <People ids={ids} />
    case 'late_provider':
      return <Dependencies ids={ids} initiativeId={nodeId} />
    default:
      return <ItemList ids={ids} label={text.evidence} />
  }
}

function People({ ids }: { readonly ids: readonly string[] }) {
  const query = useWholeList('GET /people', {})
  const wanted = new Set(ids)
  return (
    <Answered query={query} height={80}>
      {people => (
        <Text size="sm">
          {people
            .filter(({ id }) => wanted.has(id))
            .map(({ name }) => name)
            .join(', ')}
        </Text>
      )}
    </Answered>
  )
}

function Dependencies({ ids, initiativeId }: { readonly ids: readonly string[]; readonly initiativeId: string }) {
  const query = useAnswer('GET /initiatives/{id}/dependencies', { path: { id: initiativeId } })
  const wanted = new Set(ids)
  return (
    <Answered query={query} height={120}>
      {({ dependencies }) => (
        <ul className={classes.history}>
          {(dependencies?.open ?? [])
            .filter(({ id }) => wanted.has(id))
            .map(({ id, provider, consumer, text: told }) => (
              <li key={id}>
                <End end={provider} /> → <End end={consumer} />
                <div className={classes.small}>{told}</div>
              </li>
            ))}
        </ul>
      )}
    </Answered>
  )
}

interface EndProperties {
  readonly end: {
    readonly name: string | null
    readonly url: string | null
    readonly trackerName: string | null
    readonly trackerKind: string | null
  }
}

function End({ end: { name, url, trackerName, trackerKind } }: EndProperties) {
  const title = name ?? words.shell.unknown
  return (
    <>
      {trackerKind === null ? null : <TrackerMark kind={trackerKind} name={trackerName ?? trackerKind} />}{' '}
      {url === null ? (
        title
      ) : (
        <a href={url} target="_blank" rel="noreferrer">
          {title}
        </a>
      )}
    </>
  )
}
