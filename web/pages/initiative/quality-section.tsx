import { Unknown } from '../../marks/day-mark.tsx'
import { Disclosure } from '../../marks/disclosure.tsx'
import { EvidenceList } from '../../marks/evidence-list.tsx'
import { Section } from '../../shell/page.tsx'
import { formatCount, formatShare, withDays } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import type { Assessment, SectionProperties } from './assessment.ts'
import classes from './quality-section.module.css'

const text = words.initiative.quality

type Quality = NonNullable<NonNullable<Assessment['findings']>['quality']>

const FINDINGS = ['reopenRate', 'defectShare', 'escapedShare', 'defectAgeP85Days'] as const

/** What was found about the quality of the work, each with its numbers and the items behind it. */
export function QualitySection({ assessment, title }: SectionProperties) {
  const quality = assessment.findings?.quality ?? null
  return (
    <Section title={title}>
      {quality === null ? (
        <p className="quiet">{text.none}</p>
      ) : (
        <div className={classes.findings}>
          {FINDINGS.map(name => (
            <Finding key={name} name={name} finding={quality[name]} />
          ))}
        </div>
      )}
    </Section>
  )
}

interface Properties {
  readonly name: (typeof FINDINGS)[number]
  readonly finding: Quality[(typeof FINDINGS)[number]]
}

function Finding({ name, finding }: Properties) {
  const { value, itemIds } = finding
  const described = withDays(finding.text)
  return (
    <div>
      <h3 className={classes.name}>{text.names[name]}</h3>
      <p className={classes.value}>
        {value === null ? (
          <Unknown reason={described} />
        ) : name === 'defectAgeP85Days' ? (
          words.meanings.days(formatCount(value), value)
        ) : (
          formatShare(value)
        )}
      </p>
      <p className={classes.text}>{described}</p>
      {itemIds.length === 0 ? null : (
        <Disclosure label={words.initiative.why.behind(itemIds.length)}>
          {() => <EvidenceList ids={itemIds} />}
        </Disclosure>
      )}
    </div>
  )
}
