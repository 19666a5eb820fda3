import { setTimeout as pause } from 'node:timers/promises'
import { type ApiClient, listAll } from './api-client.ts'
import { moveTargetDate } from './azure-devops/edits.ts'
import type { Connected } from './connect.ts'
import { moveVersion } from './jira/edits.ts'
import { demoMover } from './organisation.ts'
import type { Trackers } from './trackers.ts'

export interface AlertResult {
  readonly milestone: string
  readonly tracker: string
  readonly from: string | null
  readonly to: string | null
  readonly movedByDays: number | null
  readonly by: string | null
  /** From the edit in the tracker until the alert could be read. */
  readonly secondsToAlert: number
}

interface MilestoneView {
  readonly id: string
  readonly initiativeId: string
  readonly name: string
  readonly source: string
  readonly subjectId: string | null
  readonly connectionId: string | null
  readonly currentDay: string | null
  readonly actualDay: string | null
  readonly status: string | null
}

interface AlertView {
  readonly kind: string
  readonly milestoneId: string | null
  readonly details: { readonly from: string | null; readonly to: string | null; readonly movedByDays: number | null }
}

interface SlipView {
  readonly to: string | null
  readonly personName: string | null
  readonly trackerName: string | null
}

/** Moved by this much: beyond every tolerance, and not a multiple of anything the generator does. */
const MOVED_BY_DAYS = 17
const ALERT_DEADLINE_MS = 30_000
const POLL_MS = 50

/** Moves one milestone in each tracker, as a person there would, and waits for the alert that tells the PMO. */
export async function moveMilestones(
  api: ApiClient,
  trackers: Trackers,
  connected: readonly Connected[],
): Promise<readonly AlertResult[]> {
  const milestones = await listAll<MilestoneView>(api, '/milestones')
  const results: AlertResult[] = []
  for (const { kind, kept, name } of connected) {
    const milestone = chooseMilestone(milestones, kept.id, kind === 'jira' ? 'release' : 'work_item')
    if (milestone === null) throw new Error(`${name} has no milestone that could be moved.`)
    const to = addDays(milestone.currentDay, MOVED_BY_DAYS)
    const subjectId = await readSubject(api, milestone)
    const startedAt = performance.now()
    if (kind === 'jira') moveJiraVersion(trackers, subjectId, to)
    else moveEpic(trackers, subjectId, to)
    await waitForAlert(api, milestone, to)
    const seconds = (performance.now() - startedAt) / 1000
    results.push(await describeAlert(api, milestone, seconds))
  }
  return results
}

/** One that lies ahead and is calm, where there is one, so that the alert is news. */
function chooseMilestone(
  milestones: readonly MilestoneView[],
  connectionId: string,
  source: string,
): (MilestoneView & { readonly currentDay: string }) | null {
  const movable = milestones
    .filter(
      (each): each is MilestoneView & { readonly currentDay: string } =>
        each.connectionId === connectionId &&
        each.source === source &&
        each.currentDay !== null &&
        each.actualDay === null,
    )
    .sort((a, b) => rank(a) - rank(b) || a.currentDay.localeCompare(b.currentDay) || a.name.localeCompare(b.name))
  return movable[0] ?? null
}

const rank = ({ status }: MilestoneView): number =>
  ['on_track', 'not_forecast', 'at_risk', 'slipped', 'missed'].indexOf(status ?? 'missed')

/** The tracker's own id of the release or work item behind a milestone. */
async function readSubject(api: ApiClient, { subjectId, source }: MilestoneView): Promise<string> {
  if (source === 'work_item')
    return (await api.get<{ readonly externalId: string }>(`/work-items/${subjectId}`)).externalId
  const releases = await listAll<{ readonly id: string; readonly externalId: string }>(api, '/releases')
  const found = releases.find(({ id }) => id === subjectId)
  if (found === undefined) throw new Error(`The release ${subjectId} of a milestone is not stored.`)
  return found.externalId
}

const moveJiraVersion = ({ jira }: Trackers, versionId: string, to: string) =>
  moveVersion(jira.site, { versionId, releaseDate: to, by: demoMover.email })

const moveEpic = ({ azureDevOps }: Trackers, id: string, to: string) =>
  moveTargetDate(azureDevOps.organization, { id: Number(id), by: demoMover.email, to })

async function waitForAlert(api: ApiClient, { id, name }: MilestoneView, to: string): Promise<void> {
  const deadline = performance.now() + ALERT_DEADLINE_MS
  while (performance.now() < deadline) {
    const { items } = await api.get<{ readonly items: readonly AlertView[] }>(
      `/alerts?milestone=${id}&kind=milestone_slipped`,
    )
    if (items.some(({ details }) => details.to === to)) return
    await pause(POLL_MS)
  }
  throw new Error(`"${name}" was moved to ${to}, but no alert came within ${ALERT_DEADLINE_MS / 1000} s.`)
}

async function describeAlert(
  api: ApiClient,
  { id, name }: MilestoneView,
  secondsToAlert: number,
): Promise<AlertResult> {
  const alerts = await api.get<{ readonly items: readonly AlertView[] }>(
    `/alerts?milestone=${id}&kind=milestone_slipped`,
  )
  const slips = await api.get<{ readonly items: readonly SlipView[] }>(`/milestones/${id}/slips`)
  const details = alerts.items[0]?.details
  const slip = slips.items.find(each => each.to === details?.to)
  return {
    milestone: name,
    tracker: slip?.trackerName ?? 'unknown',
    from: details?.from ?? null,
    to: details?.to ?? null,
    movedByDays: details?.movedByDays ?? null,
    by: slip?.personName ?? null,
    secondsToAlert: Math.round(secondsToAlert * 1000) / 1000,
  }
}

const addDays = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10)
