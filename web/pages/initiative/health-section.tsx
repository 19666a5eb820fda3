import { Link } from '@tanstack/react-router'
import { Unknown } from '../../marks/day-mark.tsx'
import { Disclosure } from '../../marks/disclosure.tsx'
import { EvidenceList } from '../../marks/evidence-list.tsx'
import { HealthMark } from '../../marks/health-mark.tsx'
import { MilestoneMark } from '../../marks/milestone-mark.tsx'
import { Loading } from '../../shell/answered.tsx'
import { Section } from '../../shell/page.tsx'
import { formatIndex, formatNumber, formatShare, formatSigned, withDays } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import type { Assessment, SectionProperties } from './assessment.ts'
import classes from './health-section.module.css'
import { byDay, useMilestones } from './milestone.ts'
import { MilestoneSubject } from './milestone-subject.tsx'
import { OverridePart } from './override-part.tsx'

const text = words.initiative.why

type Axis = Assessment['health']['axes'][number]

const BADNESS = { red: 0, amber: 1, grey: 2, green: 3, not_measured: 4 } as const

/** Why it has the colour it has: each axis with its measure, its limit and its reasons, the worst first. */
export function HealthSection({ initiativeId, assessment, title }: SectionProperties) {
  const { health } = assessment
  const axes = health.axes.toSorted(
    (a, b) =>
      Number(b.axis === health.worstAxis) - Number(a.axis === health.worstAxis) ||
      BADNESS[a.colour] - BADNESS[b.colour],
  )
  return (
    <Section title={title}>
      <ul className={classes.axes} aria-label={text.axes}>
        {axes.map(axis => (
          <AxisRow key={axis.axis} axis={axis} initiativeId={initiativeId} isWorst={axis.axis === health.worstAxis} />
        ))}
      </ul>
      <OverridePart initiativeId={initiativeId} assessment={assessment} />
      <p className={`quiet ${classes.rules}`}>{text.rules(health.ruleVersion)}</p>
    </Section>
  )
}

interface RowProperties {
  readonly axis: Axis
  readonly initiativeId: string
  readonly isWorst: boolean
}

function AxisRow({ axis, initiativeId, isWorst }: RowProperties) {
  const { colour, value, threshold, unit, reasons } = axis
  return (
    <li className={classes.axis}>
      <div className={classes.name}>
        <h3>{words.meanings.axis[axis.axis]}</h3>
        <HealthMark colour={colour} />
      </div>
      <div className={classes.measure}>
        <div className={classes.value}>{value === null ? <Unknown /> : formatMeasure(value, unit)}</div>
        {threshold === null ? null : <div className="quiet">{text.limit(formatMeasure(threshold, unit))}</div>}
      </div>
      <div className={classes.reasons}>
        {reasons.length === 0 ? <span className="quiet">{text.nothing}</span> : null}
        <ul>
          {reasons.map(reason => (
            <li key={reason}>{withDays(reason)}</li>
          ))}
        </ul>
        {axis.evidenceIds.length === 0 ? null : axis.axis === 'cost' ? (
          // What is behind it is the approved plan, which has a section of its own.
          <a href="#earnedValue">{words.initiative.sections.earnedValue}</a>
        ) : (
          <Disclosure
            label={text.behind(axis.evidenceIds.length)}
            isOpenAtFirst={isWorst && (colour === 'red' || colour === 'amber')}
          >
            {() => <Evidence ids={axis.evidenceIds} initiativeId={initiativeId} />}
          </Disclosure>
        )}
      </div>
    </li>
  )
}

/** Milestones lead to their items in the trackers too; the rest are items and people. */
function Evidence({ ids, initiativeId }: { readonly ids: readonly string[]; readonly initiativeId: string }) {
  const { data } = useMilestones(initiativeId)
  if (data === undefined) return <Loading height={60} />
  const milestones = data.filter(({ id }) => ids.includes(id))
  const others = ids.filter(id => milestones.every(milestone => milestone.id !== id))
  return (
    <>
      {milestones.length === 0 ? null : (
        <ul className={classes.milestones}>
          {milestones.toSorted(byDay).map(milestone => (
            <li key={milestone.id}>
              <Link
                to="."
                hash="milestones"
                search={(previous: object) => ({ ...previous, open: milestone.id }) as never}
                className={classes.milestone}
              >
                {milestone.name}
              </Link>
              <MilestoneMark status={milestone.status} />
              {milestone.moves === 0 || milestone.movedByDays === null ? null : (
                <span>
                  {text.moved(
                    words.meanings.days(formatSigned(milestone.movedByDays), milestone.movedByDays),
                    milestone.moves,
                  )}
                </span>
              )}
              <MilestoneSubject milestone={milestone} />
            </li>
          ))}
        </ul>
      )}
      {others.length === 0 ? null : <EvidenceList ids={others} />}
    </>
  )
}

function formatMeasure(value: number, unit: Axis['unit']): string {
  switch (unit) {
    case 'share':
      return formatShare(value)
    case 'index':
      return formatIndex(value)
    default:
      return words.meanings.ofAxis[unit](formatNumber(value), value)
  }
}
