import { and, desc, eq, inArray, isNotNull, isNull, ne, or, sql } from 'drizzle-orm'
import { alert } from '../../../drizzle/schema/alert.ts'
import {
  type AlertDetails,
  type AlertKind,
  EXTENT_UNITS,
  type ExtentUnit,
  type Severity,
} from '../../portfolio/alert/alert.ts'
import type { WaitingAlert } from '../../portfolio/alert/escalate-alerts.ts'
import type { Queryable } from '../database.ts'
import { toInstant, toInstantOrNull } from '../instant.ts'
import { cutPage, type Page, type PageRequest } from '../page.ts'

/** Who resolves an alert whose condition went away. */
export const OURSELVES = 'milepost'

export const ALERT_STATES = ['open', 'acknowledged', 'snoozed', 'resolved'] as const
export type AlertState = (typeof ALERT_STATES)[number]

/** What is stored with an alert: the condition as it was when it last opened or worsened. */
export interface StoredAlertDetails extends AlertDetails {
  /** In `unit`. */
  readonly extent: number
  readonly unit: ExtentUnit
}

type Row = typeof alert.$inferSelect
export type StoredAlert = Omit<Row, 'details'> & { readonly details: StoredAlertDetails }

/**
 * The alerts of an initiative, or those of connections and channels where it is null, that a new evaluation is compared with: those not resolved, and those a person resolved
 * although the condition still holds, which must not come back until it gets worse.
 */
export async function listOpenAlerts(db: Queryable, initiativeId: string | null): Promise<readonly WaitingAlert[]> {
  const isAsked = initiativeId === null ? isNull(alert.initiativeId) : eq(alert.initiativeId, initiativeId)
  const rows = await db
    .select()
    .from(alert)
    .where(and(isAsked, or(ne(alert.state, 'resolved'), ne(alert.resolvedBy, OURSELVES))))
    .orderBy(alert.openedAt, alert.id)
  return rows.map(readAlert).map(alert => {
    const { kind, fingerprint, severity, details, escalations } = alert
    const { extent, at } = details
    return { kind, fingerprint, severity, extent, at, escalations, unansweredSince: findUnansweredSince(alert) }
  })
}

/** A snooze that is over was an answer for as long as it held. */
const findUnansweredSince = ({ state, changedAt, snoozedUntil }: StoredAlert): string | null =>
  state === 'open' ? changedAt : state === 'snoozed' ? snoozedUntil : null

export interface AlertFilter {
  /** `unresolved`: all that stand, whether or not somebody has answered. */
  readonly state?: AlertState | 'unresolved'
  readonly severity?: Severity
  readonly kind?: AlertKind
  readonly initiativeId?: string
  readonly initiativeIds?: readonly string[]
  /** Of one of these, or of no initiative. */
  readonly initiativeIdsOrNone?: readonly string[]
  readonly milestoneId?: string
  readonly connectionId?: string
  readonly channelId?: string
}

/** Changed last comes first. */
export async function listAlerts(db: Queryable, filter: AlertFilter, page: PageRequest): Promise<Page<StoredAlert>> {
  const [changedAt = '', id = ''] = page.after ?? []
  const { state, severity, kind, initiativeId, initiativeIds, initiativeIdsOrNone } = filter
  const { milestoneId, connectionId, channelId } = filter
  const rows = await db
    .select()
    .from(alert)
    .where(
      and(
        state === undefined ? undefined : state === 'unresolved' ? ne(alert.state, 'resolved') : eq(alert.state, state),
        severity === undefined ? undefined : eq(alert.severity, severity),
        kind === undefined ? undefined : eq(alert.kind, kind),
        initiativeId === undefined ? undefined : eq(alert.initiativeId, initiativeId),
        initiativeIds === undefined ? undefined : inArray(alert.initiativeId, [...initiativeIds]),
        initiativeIdsOrNone === undefined
          ? undefined
          : or(inArray(alert.initiativeId, [...initiativeIdsOrNone]), isNull(alert.initiativeId)),
        milestoneId === undefined ? undefined : eq(alert.milestoneId, milestoneId),
        connectionId === undefined ? undefined : eq(alert.connectionId, connectionId),
        channelId === undefined ? undefined : eq(alert.channelId, channelId),
        page.after === null
          ? undefined
          : sql`(${alert.changedAt}, ${alert.id}) < (${changedAt}::timestamptz, ${id}::uuid)`,
      ),
    )
    .orderBy(desc(alert.changedAt), desc(alert.id))
    .limit(page.limit + 1)
  return cutPage(rows, page.limit, row => [row.changedAt, row.id], readAlert)
}

export async function findAlert(db: Queryable, id: string): Promise<StoredAlert | null> {
  const rows = await db.select().from(alert).where(eq(alert.id, id))
  return rows[0] === undefined ? null : readAlert(rows[0])
}

/** How many alerts of each initiative were not resolved at that instant; one without any is not in the map. */
export async function countOpenAlerts(db: Queryable, asOf: string): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .select({ initiativeId: alert.initiativeId, count: sql<number>`count(*)::int` })
    .from(alert)
    .where(
      sql`${isNotNull(alert.initiativeId)} and ${alert.openedAt} <= ${asOf}::timestamptz and (${alert.resolvedAt} is null or ${alert.resolvedAt} > ${asOf}::timestamptz)`,
    )
    .groupBy(alert.initiativeId)
  return new Map(rows.map(({ initiativeId, count }) => [initiativeId ?? '', count]))
}

/** What was written before alerts were of more than milestones said `days`; what they say since then was added bit by bit. */
type Added = 'extent' | 'reason' | 'evidenceIds' | 'channelId' | 'downstream' | 'dataAt'
type WrittenDetails = Omit<StoredAlertDetails, Added | 'unit'> &
  Partial<Pick<StoredAlertDetails, Added>> & { readonly days?: number }

export function readDetails(kind: AlertKind, { days = 0, ...written }: WrittenDetails): StoredAlertDetails {
  return {
    ...written,
    unit: EXTENT_UNITS[kind],
    extent: written.extent ?? days,
    reason: written.reason ?? null,
    evidenceIds: written.evidenceIds ?? [],
    channelId: written.channelId ?? null,
    downstream: written.downstream ?? [],
    dataAt: written.dataAt ?? null,
  }
}

export const readAlert = (row: Row): StoredAlert => ({
  ...row,
  // Written from a RaisedCondition only (apply-alert-changes.ts), so it is one again.
  details: readDetails(row.kind, row.details as WrittenDetails),
  openedAt: toInstant(row.openedAt),
  changedAt: toInstant(row.changedAt),
  resolvedAt: toInstantOrNull(row.resolvedAt),
  snoozedUntil: toInstantOrNull(row.snoozedUntil),
})
