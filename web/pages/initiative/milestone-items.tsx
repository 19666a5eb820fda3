import { useList } from '../../api/queries.ts'
import { Disclosure } from '../../marks/disclosure.tsx'
import { ItemLink } from '../../marks/item-link.tsx'
import { Answered } from '../../shell/answered.tsx'
import { words } from '../../words/words.ts'
import type { Milestone } from './milestone.ts'
import classes from './milestones-section.module.css'

const text = words.initiative.milestones.items

/** The items behind a milestone: those that are still open, each leading into its tracker. */
export function MilestoneItems({ milestone }: { readonly milestone: Milestone }) {
  return <Disclosure label={text.show}>{() => <OpenItems milestoneId={milestone.id} />}</Disclosure>
}

function OpenItems({ milestoneId }: { readonly milestoneId: string }) {
  const query = useList('GET /milestones/{id}/items', { path: { id: milestoneId } })
  return (
    <Answered query={query} height={120}>
      {items => {
        const open = items.filter(({ state }) => state !== 'done' && state !== 'cancelled')
        if (items.length === 0) return <p className="quiet">{text.none}</p>
        return (
          <ul className={classes.items}>
            {open.map(item => (
              <li key={item.id}>
                <ItemLink item={item} />
                <span className="quiet">
                  {item.state === null ? words.shell.unknown : words.meanings.state[item.state]}
                </span>
              </li>
            ))}
            {open.length === items.length ? null : <li className="quiet">{text.more(items.length - open.length)}</li>}
          </ul>
        )
      }}
    </Answered>
  )
}
