import { DAY_MS } from '../instant.ts'
import { RELATED } from '../organization-index.ts'
import { riskType } from '../processes.ts'
import { appendLinkChange } from '../revise.ts'
import { create, type PartContext, type PlannedItem, planChanges } from './planned-item.ts'
import { createWalk } from './working-time.ts'

const TITLES = [
  'The vendor may not deliver in time',
  'Two people know the old gateway',
  'Licences run out',
  'The network is at its limit',
  'The auditors want more evidence',
  'The cut-over weekend is taken',
]

/** Items of the process's own type, on no backlog, related to the epics they threaten. */
export function generateRisks(context: PartContext, epics: readonly PlannedItem[]): readonly PlannedItem[] {
  const { random, timeline, plan, theme, members, owner, startMs, nowMs } = context
  return TITLES.map((title, position) => {
    const walk = createWalk(random, startMs + 10 * DAY_MS)
    const times = [0, 0.3, 0.6, 0.9].map(share =>
      walk(startMs + (20 + position * 12) * DAY_MS + share * (position + 2) * 30 * DAY_MS),
    )
    const [createdMs = startMs, mitigatingMs = nowMs, mitigatedMs = nowMs, closedMs = nowMs] = times
    const risk: PlannedItem = {
      id: 0,
      kind: 'risk',
      plan,
      theme,
      members,
      createdMs,
      plannedMs: createdMs,
      activeMs: mitigatingMs,
      doneMs: closedMs,
      isRemoved: false,
    }
    const [areaId = plan.rootAreaId] = plan.areas.get(theme) ?? []
    const epic = random.pick(epics)
    const fields = {
      'System.Title': `${theme}: ${title}`,
      'Custom.Probability': random.pick(['Low', 'Medium', 'High']),
      'Microsoft.VSTS.Common.Priority': 2,
    }
    timeline.add(createdMs, organization => {
      const stamp = { atMs: createdMs, by: owner.id }
      create(
        organization,
        risk,
        null,
        { type: riskType.name, state: 'Identified', areaId, iterationId: plan.rootIterationId, fields },
        stamp,
      )
      appendLinkChange(organization, { rel: RELATED, sourceId: risk.id, targetId: epic.id }, true, stamp)
    })
    const change = planChanges(context, risk)
    const steps = [
      [mitigatingMs, 'Mitigating'],
      [mitigatedMs, 'Mitigated'],
      [closedMs, 'Closed'],
    ] as const
    for (const [atMs, state] of steps) {
      change(atMs, random.pick(members).id, { state })
    }
    return risk
  })
}
