import { Link } from '@tanstack/react-router'
import { Unknown } from '../../marks/day-mark.tsx'
import { useSetSearch } from '../../shell/place.ts'
import { formatShare, withDays } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import { CheckCell, CheckLegend } from './check-cell.tsx'
import classes from './compliance.module.css'
import { type Listed, RULES } from './gaps.ts'

const text = words.compliance

/** Initiatives against rules, the worst score first. */
export function CheckMatrix({ items }: { readonly items: readonly Listed[] }) {
  const sorted = items.toSorted((a, b) => (a.compliance?.score ?? 2) - (b.compliance?.score ?? 2))
  return (
    <>
      <CheckLegend />
      <div className={classes.scroller}>
        <table className={classes.matrix} aria-label={text.matrix}>
          <thead>
            <tr>
              <th scope="col">{text.initiative}</th>
              <th scope="col">{text.score}</th>
              {RULES.map(rule => (
                <th key={rule} scope="col">
                  {text.rules[rule]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sorted.map(item => (
              <Row key={item.initiativeId} item={item} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

function Row({ item: { initiativeId, name, owner, compliance, explain } }: { readonly item: Listed }) {
  const setSearch = useSetSearch()
  const score = compliance?.score ?? null
  return (
    <tr>
      <th scope="row">
        <Link to={`/initiatives/${initiativeId}` as '/'}>{name}</Link>
        <div className={classes.small}>{owner ?? text.noOwner}</div>
      </th>
      <td className={classes.score} title={withDays(explain.text)}>
        {score === null ? <Unknown reason={text.notAssessed} /> : formatShare(score)}
      </td>
      {RULES.map(rule => {
        const check = compliance?.checks.find(each => each.rule === rule)
        return (
          <td key={rule}>
            {check === undefined ? (
              <Unknown reason={text.notAssessed} />
            ) : (
              <CheckCell check={check} onOpen={() => setSearch({ initiative: initiativeId, rule })} />
            )}
          </td>
        )
      })}
    </tr>
  )
}
