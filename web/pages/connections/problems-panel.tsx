import { useAnswer } from '../../api/queries.ts'
import { Answered } from '../../shell/answered.tsx'
import { Section } from '../../shell/page.tsx'
import { formatCount, withDays } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import classes from './connection-page.module.css'
import { StateMark } from './state-mark.tsx'

const text = words.connections.problems

/** What is missing or uncertain, and what to do about it: the most urgent first. */
export function ProblemsPanel({ connectionId }: { readonly connectionId: string }) {
  const query = useAnswer('GET /connections/{id}/completeness', { path: { id: connectionId } })
  return (
    <Section title={text.title}>
      <Answered query={query} height={120}>
        {({ problems }) =>
          problems.length === 0 ? (
            <StateMark isGood word={text.none} />
          ) : (
            <ul className={classes.problems}>
              {problems.map(problem => (
                <li key={problem.kind}>
                  <span className={classes.number}>{formatCount(problem.count)}</span>
                  <span>{withDays(problem.text)}</span>
                </li>
              ))}
            </ul>
          )
        }
      </Answered>
    </Section>
  )
}
