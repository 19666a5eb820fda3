import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Item } from '../../api/operation.ts'
import { useWholeList } from '../../api/queries.ts'
import { Answered } from '../../shell/answered.tsx'
import { useClock } from '../../shell/clock.tsx'
import { Section } from '../../shell/page.tsx'
import { usePlace } from '../../shell/place.ts'
import { type Column, DataTable } from '../../table/data-table.tsx'
import { formatMoney, formatSigned } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import type { SectionProperties } from './assessment.ts'
import { type Decision, DecisionForm } from './change-decision-form.tsx'
import { ChangeForm } from './change-form.tsx'
import classes from './section.module.css'

const text = words.changeRequests

type ChangeRequest = Item<'GET /change-requests'>

/** What is asked to be different from the approved plan, with its effect, and who decided what. */
export function ChangesSection({ initiativeId, title }: SectionProperties) {
  const { asOf } = usePlace()
  const query = useWholeList('GET /change-requests', { query: { initiative: initiativeId } })
  const [isProposing, setIsProposing] = useState(false)
  const [deciding, setDeciding] = useState<{ readonly of: ChangeRequest; readonly decision: Decision } | null>(null)
  const propose =
    asOf === undefined ? (
      <Button size="compact-sm" variant="default" className="no-print" onClick={() => setIsProposing(true)}>
        {text.propose}
      </Button>
    ) : null
  const columns = listColumns(asOf === undefined ? (of, decision) => setDeciding({ of, decision }) : null)
  return (
    <Section title={title} actions={propose}>
      <p className={classes.note}>{text.lead}</p>
      <Answered query={query} height={120}>
        {found => (
          <DataTable
            label={text.list}
            columns={columns}
            rows={found.flatMap(each => asItStood(each, asOf))}
            rowKey={({ id }) => id}
            empty={text.none}
          />
        )}
      </Answered>
      {isProposing ? <ChangeForm initiativeId={initiativeId} onClose={() => setIsProposing(false)} /> : null}
      {deciding === null ? null : <DecisionForm {...deciding} onClose={() => setDeciding(null)} />}
    </Section>
  )
}

/** At an instant of the past, what was not asked for yet is not there, and what was not decided yet is open. */
function asItStood(request: ChangeRequest, asOf: string | undefined): readonly ChangeRequest[] {
  if (asOf === undefined) return [request]
  const instant = Date.parse(asOf)
  if (Date.parse(request.createdAt) > instant) return []
  if (request.decidedAt === null || Date.parse(request.decidedAt) <= instant) return [request]
  return [{ ...request, state: 'proposed', decidedBy: null, decidedAt: null, decisionReason: null }]
}

const isOne = (value: number): boolean => Math.abs(value) === 1

function Effect({ effect: { items, size, days, money } }: Pick<ChangeRequest, 'effect'>) {
  const parts = [
    items === null ? null : text.effect.items(formatSigned(items), isOne(items)),
    size === null ? null : text.effect.size(formatSigned(size.value), words.meanings.unit[size.unit]),
    days === null ? null : text.effect.days(formatSigned(days), isOne(days)),
    money === null ? null : `${Number(money.amount) > 0 ? '+' : ''}${formatMoney(money.amount, money.currency)}`,
  ]
  return (
    <>
      {parts.map(part =>
        part === null ? null : (
          <div key={part} style={{ whiteSpace: 'nowrap' }}>
            {part}
          </div>
        ),
      )}
    </>
  )
}

function By({ person, at }: { readonly person: string; readonly at: string }) {
  return text.by(person, useClock().formatInstant(at))
}

/** Without `decide` they are shown as they stood. */
function listColumns(
  decide: ((request: ChangeRequest, decision: Decision) => void) | null,
): readonly Column<ChangeRequest>[] {
  const columns: readonly Column<ChangeRequest>[] = [
    {
      id: 'title',
      title: text.columns.title,
      isRowHeader: true,
      sortBy: ({ title }) => title,
      cell: ({ title, description }) => (
        <>
          {title}
          {description === null ? null : <div className={classes.name}>{description}</div>}
        </>
      ),
    },
    { id: 'effect', title: text.columns.effect, cell: ({ effect }) => <Effect effect={effect} /> },
    {
      id: 'proposed',
      title: text.columns.proposed,
      sortBy: ({ createdAt }) => createdAt,
      cell: ({ proposedBy, createdAt }) => <By person={proposedBy} at={createdAt} />,
    },
    {
      id: 'state',
      title: text.columns.state,
      sortBy: ({ state }) => text.states[state],
      cell: ({ state, decidedBy, decidedAt, decisionReason }) => (
        <>
          {text.states[state]}
          {decidedBy === null || decidedAt === null ? null : (
            <div className={classes.name}>
              <By person={decidedBy} at={decidedAt} />: {decisionReason}
            </div>
          )}
        </>
      ),
    },
  ]
  if (decide === null) return columns
  return [
    ...columns,
    {
      id: 'decide',
      title: text.columns.decide,
      cell: request =>
        request.state !== 'proposed'
          ? null
          : DECISIONS.map(decision => (
              <Button
                key={decision}
                size="compact-sm"
                mr={6}
                variant="default"
                className="no-print"
                aria-label={text[decision].openOf(request.title)}
                onClick={() => decide(request, decision)}
              >
                {text[decision].open}
              </Button>
            )),
    },
  ]
}

const DECISIONS: readonly Decision[] = ['approve', 'reject']
