import { useAnswer } from '../../api/queries.ts'
import { TrackerMark } from '../../marks/tracker-mark.tsx'
import { Answered } from '../../shell/answered.tsx'
import { Section } from '../../shell/page.tsx'
import { words } from '../../words/words.ts'
import classes from './steps.module.css'

const text = words.connections.wizard

/** Every kind of tracker that this installation has a connector for. */
export function ChooseTracker({ onChoose }: { readonly onChoose: (kind: string) => void }) {
  const query = useAnswer('GET /connectors', {})
  return (
    <Section title={text.tracker}>
      <Answered query={query} height={120}>
        {({ items }) => (
          <div className={classes.kinds}>
            {items.map(({ kind, name, hasWebhooks }) => (
              <button key={kind} type="button" className={classes.kind} onClick={() => onChoose(kind)}>
                <span>
                  <TrackerMark kind={kind} name={kind} />
                </span>
                <strong>{name}</strong>
                <span className="quiet">{hasWebhooks ? text.webhooks : text.polled}</span>
              </button>
            ))}
          </div>
        )}
      </Answered>
    </Section>
  )
}
