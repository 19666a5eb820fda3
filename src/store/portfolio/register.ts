import { eq, sql } from 'drizzle-orm'
import { risk, riskEvent } from '../../../drizzle/schema/risk.ts'
import type { FoundRisk } from '../../portfolio/risk/auto-risk.ts'
import { fingerprintOf, type RiskChange } from '../../portfolio/risk/change-risks.ts'
import type { RegisterEntry } from '../../portfolio/risk/register.ts'
import { OURSELVES } from '../alert/alerts.ts'
import { type Queryable, queryRows } from '../database.ts'
import { toInstant } from '../instant.ts'

/** The entries of one node, for its assessment. */
export async function listRegister(db: Queryable, nodeId: string): Promise<readonly RegisterEntry[]> {
  const rows = await queryRows<RegisterEntry>(
    db,
    sql`
    select id, kind, fingerprint, title, status, probability, impact, coalesce((evidence->>'extent')::int, 0) as extent,
      decided_extent as "decidedExtent", coalesce(reviewed_at, created_at) as "reviewedAt"
    from risk where node_id = ${nodeId} order by created_at, id`,
  )
  return rows.map(row => ({ ...row, reviewedAt: toInstant(row.reviewedAt) }))
}

/** Carries out what an evaluation found about the entries our rules made. Doing it twice does it once. */
export async function applyRiskChanges(
  db: Queryable,
  nodeId: string,
  changes: readonly RiskChange[],
  at: string,
): Promise<void> {
  await updateFound(
    db,
    changes.flatMap(change => (change.type === 'updated' ? change : [])),
  )
  for (const change of changes) {
    switch (change.type) {
      case 'found':
        await insertFound(db, nodeId, change.risk, at)
        break
      case 'gone':
        await db.update(risk).set({ status: 'closed', changedAt: at }).where(eq(risk.id, change.entryId))
        await noteChange(db, change.entryId, 'gone', at, {})
        break
      case 'updated':
        break
      case 'grew':
      case 'returned': {
        const opened = { status: 'open', statusReason: null, decidedExtent: null, changedAt: at } as const
        await db
          .update(risk)
          .set({ ...foundColumns(change.risk), ...opened })
          .where(eq(risk.id, change.entryId))
        await noteChange(db, change.entryId, change.type, at, { text: change.risk.text, extent: change.risk.extent })
      }
    }
  }
}

/** All at once: most of them say what they said before, and then nothing is written. */
async function updateFound(
  db: Queryable,
  updates: readonly { readonly entryId: string; readonly risk: FoundRisk }[],
): Promise<void> {
  if (updates.length === 0) return
  const given = updates.map(update => ({ id: update.entryId, ...foundColumns(update.risk) }))
  await queryRows(
    db,
    sql`
    update risk r set probability = g.probability, impact = g.impact, evidence = g.evidence
    from json_to_recordset(${JSON.stringify(given)}::text::json) as g(id uuid, probability int, impact int, evidence jsonb)
    where r.id = g.id and (r.probability, r.impact, r.evidence) is distinct from (g.probability, g.impact, g.evidence)`,
  )
}

async function insertFound(db: Queryable, nodeId: string, found: FoundRisk, at: string): Promise<void> {
  const ours = { kind: 'risk', status: 'open', createdBy: OURSELVES, createdAt: at, changedAt: at } as const
  const identity = { nodeId, fingerprint: fingerprintOf(found), rule: found.rule, title: found.title }
  const [row] = await db
    .insert(risk)
    .values({ ...identity, ...ours, ...foundColumns(found) })
    .onConflictDoNothing()
    .returning({ id: risk.id })
  if (row !== undefined) await noteChange(db, row.id, 'found', at, { text: found.text, extent: found.extent })
}

const foundColumns = ({ rule: _, subject: __, title: ___, probability, impact, ...evidence }: FoundRisk) => ({
  probability,
  impact,
  evidence,
})

const noteChange = (
  db: Queryable,
  riskId: string,
  change: 'found' | 'gone' | 'grew' | 'returned',
  at: string,
  details: object,
) => db.insert(riskEvent).values({ riskId, change, actor: OURSELVES, details, at })
