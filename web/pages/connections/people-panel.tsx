import { Button, Group } from '@mantine/core'
import type { Item } from '../../api/operation.ts'
import { useAnswer, useChange, useList } from '../../api/queries.ts'
import { useTrackers } from '../../marks/tracker-names.tsx'
import { Answered } from '../../shell/answered.tsx'
import { Section } from '../../shell/page.tsx'
import { formatShare } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import classes from './connection-page.module.css'
import { Said } from './said.tsx'

const text = words.connections.people

type Proposal = Item<'GET /person-proposals'>
type Person = Item<'GET /people'>

/** Pairs of identities of this tracker and another that may be one person, the surest first. */
export function PeoplePanel({ connectionId }: { readonly connectionId: string }) {
  const proposals = useAnswer('GET /person-proposals', {})
  const people = useList('GET /people', { query: { connection: connectionId } })
  return (
    <Section title={text.title}>
      <p className={`${classes.lead} quiet`}>{text.lead}</p>
      <Answered query={proposals}>
        {({ items }) => {
          const ours = new Set((people.data ?? []).flatMap(({ identities }) => identities.map(({ id }) => id)))
          const concerned = items.filter(({ identityIds }) => identityIds.some(id => ours.has(id)))
          if (concerned.length === 0) return <p className={classes.lead}>{text.none}</p>
          return concerned.map(proposal => <Pair key={proposal.identityIds.join()} proposal={proposal} />)
        }}
      </Answered>
    </Section>
  )
}

function Pair({ proposal: { identityIds, confidence, reason } }: { readonly proposal: Proposal }) {
  const [one, other] = identityIds
  const first = useAnswer('GET /people/{id}', { path: { id: one } }).data
  const second = useAnswer('GET /people/{id}', { path: { id: other } }).data
  const place = useChange('PUT /people/{id}')
  if (first === undefined || second === undefined) return null
  /** The other identities of a person. */
  const idsOf = (person: Person, own: string, without: string): readonly string[] =>
    person.identities.map(({ id }) => id).filter(id => id !== own && id !== without)
  const merge = () =>
    place.mutate({
      path: { id: first.id },
      body: { identityIds: [one, ...new Set([...idsOf(first, one, other), other, ...idsOf(second, other, one)])] },
    })
  // What is said of each to be theirs alone is not proposed again.
  const keepApart = async () => {
    await place.mutateAsync({ path: { id: first.id }, body: { identityIds: [one, ...idsOf(first, one, other)] } })
    await place.mutateAsync({ path: { id: other }, body: { identityIds: [other] } })
  }
  return (
    <div className={classes.pair}>
      <Identity person={first} id={one} />
      <Identity person={second} id={other} />
      <Group gap="xs" className="no-print">
        <Button size="xs" variant="default" loading={place.isPending} onClick={merge}>
          {text.same}
        </Button>
        <Button size="xs" variant="default" loading={place.isPending} onClick={() => void keepApart()}>
          {text.different}
        </Button>
      </Group>
      <div className="quiet">
        {text.sure(formatShare(confidence))}: {reason}
      </div>
      <Said done={null} error={place.error} />
    </div>
  )
}

function Identity({ person, id }: { readonly person: Person; readonly id: string }) {
  const trackers = useTrackers()
  const identity = person.identities.find(each => each.id === id)
  if (identity === undefined) return <div>{person.name}</div>
  return (
    <div>
      <strong>{identity.name}</strong>{' '}
      <span className="quiet">{trackers.get(identity.connectionId)?.name ?? text.elsewhere}</span>
      <div className="quiet">{identity.email ?? text.noEmail}</div>
    </div>
  )
}
