import { useAnswer } from '../api/queries.ts'
import { Answered } from '../shell/answered.tsx'
import { usePlace } from '../shell/place.ts'
import { words } from '../words/words.ts'
import classes from './evidence-list.module.css'
import { ItemLink } from './item-link.tsx'

/** The API answers for so many at once, and names no more than these. */
const MOST = 100
const MOST_PEOPLE = 1000

/** What is behind a number: work items, each leading into its tracker, and people, by their ids. */
export function EvidenceList({ ids }: { readonly ids: readonly string[] }) {
  const { asOf } = usePlace()
  const asked = ids.slice(0, MOST)
  const items = useAnswer(
    'GET /work-items',
    asked.length === 0
      ? null
      : { query: { ids: asked.join(','), gone: true, limit: MOST, ...(asOf === undefined ? {} : { asOf }) } },
  )
  const found = new Set(items.data?.items.map(({ id }) => id))
  const others = items.data === undefined ? [] : asked.filter(id => !found.has(id))
  const people = useAnswer('GET /people', others.length === 0 ? null : { query: { limit: MOST_PEOPLE } })
  const names = (people.data?.items ?? []).filter(({ id }) => others.includes(id))
  return (
    <Answered query={items} height={80}>
      {({ items: behind }) => (
        <ul className={classes.list}>
          {behind.map(item => (
            <li key={item.id}>
              <ItemLink item={item} />
              <span className="quiet">
                {item.state === null ? words.shell.unknown : words.meanings.state[item.state]}
                {item.assigneeName === null ? null : ` · ${item.assigneeName}`}
              </span>
            </li>
          ))}
          {names.map(({ id, name }) => (
            <li key={id}>{name}</li>
          ))}
          {behind.length + names.length === 0 && !people.isFetching ? (
            <li className="quiet">{words.meanings.items.gone}</li>
          ) : null}
          {ids.length < MOST ? null : <li className="quiet">{words.shell.firstOnly(MOST)}</li>}
        </ul>
      )}
    </Answered>
  )
}
