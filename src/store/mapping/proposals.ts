import { sql } from 'drizzle-orm'
import { groupBy } from '../../portfolio/group-by.ts'
import { effectiveMeaning, isSameMeaning, type MappingEntry } from '../../work/mapping.ts'
import { mergeProposals } from '../../work/merge-proposals.ts'
import { type Queryable, queryRows } from '../database.ts'

/** What one raw record proposes for a word. */
export interface Proposed {
  readonly proposer: string
  readonly entry: MappingEntry
}

interface WordRow {
  readonly subject: string
  readonly external_id: string
  readonly project_id: string
}

interface ProposalRow extends WordRow {
  readonly name: string
  readonly proposed: MappingEntry['proposed']
  readonly confidence: number
  readonly reason: string
}

const wordKey = ({ subject, external_id, project_id }: WordRow): string =>
  JSON.stringify([subject, external_id, project_id])

/**
 * Stores what these proposers propose now, in place of what they proposed before; what a person chose stays. True when the
 * meaning of a word in use is new or differs, so that stored records have to be read again with it.
 */
export async function saveProposals(
  db: Queryable,
  connectionId: string,
  proposers: readonly string[],
  proposals: readonly Proposed[],
): Promise<boolean> {
  if (proposers.length === 0) return false
  const touched = await replaceProposals(db, connectionId, proposers, proposals)
  if (touched.length === 0) return false
  const words = JSON.stringify(
    touched.map(({ subject, external_id, project_id }) => ({ subject, external_id, project_id })),
  )
  const word = sql`json_to_recordset(${words}::text::json) as r(subject text, external_id text, project_id text)`
  const said = await queryRows<ProposalRow>(
    db,
    sql`
    select p.subject, p.external_id, p.project_id, p.name, p.proposed, p.confidence_percent as confidence, p.reason
    from ${word} join mapping_proposal p using (subject, external_id, project_id)
    where p.connection_id = ${connectionId} order by p.proposer`,
  )
  const stored = await queryRows<ProposalRow & { chosen: MappingEntry['chosen'] }>(
    db,
    sql`
    select m.subject, m.external_id, m.project_id, m.name, m.proposed, m.confidence_percent as confidence, m.reason, m.chosen
    from ${word} join mapping m using (subject, external_id, project_id) where m.connection_id = ${connectionId}
    for update of m`,
  )
  const before = new Map(stored.map(row => [wordKey(row), row]))
  const bySaid = groupBy(said, wordKey)
  const after = touched.map(each => {
    const merged = mergeProposals(bySaid.get(wordKey(each)) ?? [])
    const silent = { name: '', proposed: null, confidence: 0, reason: 'nothing proposes it any more' }
    return { ...each, ...(merged ?? silent), isSilent: merged === null }
  })
  await writeWords(db, connectionId, after)
  return after.some(row => {
    const known = before.get(wordKey(row)) ?? { proposed: null, confidence: 0, chosen: null }
    const [was, is] = [known, { ...row, chosen: known.chosen }].map(each =>
      effectiveMeaning({ ...each, confidence: each.confidence / 100 }),
    )
    return !isSameMeaning(was, is)
  })
}

/** Returns the words for which something is proposed otherwise than before. */
async function replaceProposals(
  db: Queryable,
  connectionId: string,
  proposers: readonly string[],
  proposals: readonly Proposed[],
): Promise<readonly WordRow[]> {
  const rows = new Map(
    proposals.map(({ proposer, entry }) => {
      const row = {
        proposer,
        subject: entry.subject,
        external_id: entry.externalId,
        project_id: entry.projectId ?? '',
        name: entry.name,
        proposed: entry.proposed,
        confidence: Math.round(entry.confidence * 100),
        reason: entry.reason,
      }
      return [`${proposer} ${wordKey(row)}`, row] as const
    }),
  )
  const written = JSON.stringify([...rows.values()])
  const touched = await queryRows<WordRow>(
    db,
    sql`
    with said as (
      select * from json_to_recordset(${written}::text::json) as r(proposer text, subject text, external_id text,
        project_id text, name text, proposed jsonb, confidence int, reason text)
    ),
    withdrawn as (
      delete from mapping_proposal p
      where p.connection_id = ${connectionId}
        and p.proposer in (select value from json_array_elements_text(${JSON.stringify(proposers)}::text::json))
        and not exists (select 1 from said s where (s.proposer, s.subject, s.external_id, s.project_id)
          = (p.proposer, p.subject, p.external_id, p.project_id))
      returning p.subject, p.external_id, p.project_id
    ),
    made as (
      insert into mapping_proposal as p (connection_id, proposer, subject, external_id, project_id, name, proposed, confidence_percent, reason)
      select ${connectionId}::uuid, proposer, subject, external_id, project_id, name, nullif(proposed, 'null'::jsonb), confidence, reason
      from said order by proposer, subject, external_id, project_id
      on conflict (connection_id, proposer, subject, external_id, project_id) do update
        set name = excluded.name, proposed = excluded.proposed, confidence_percent = excluded.confidence_percent, reason = excluded.reason
        where (p.name, p.proposed, p.confidence_percent, p.reason)
          is distinct from (excluded.name, excluded.proposed, excluded.confidence_percent, excluded.reason)
      returning p.subject, p.external_id, p.project_id
    )
    select * from withdrawn union select * from made`,
  )
  return touched
}

/** Brings the words in line with what is proposed for them; one that nobody names and nobody decided about goes. */
async function writeWords(
  db: Queryable,
  connectionId: string,
  words: readonly (ProposalRow & { readonly isSilent: boolean })[],
): Promise<void> {
  const rows = JSON.stringify(words)
  await queryRows(
    db,
    sql`
    insert into mapping as m (connection_id, subject, external_id, project_id, name, proposed, confidence_percent, reason)
    select ${connectionId}::uuid, subject, external_id, project_id, name, nullif(proposed, 'null'::jsonb), confidence, reason
    from json_to_recordset(${rows}::text::json) as r(subject text, external_id text, project_id text, name text,
      proposed jsonb, confidence int, reason text)
    order by subject, external_id, project_id
    on conflict (connection_id, subject, external_id, project_id) do update
      set name = coalesce(nullif(excluded.name, ''), m.name), proposed = excluded.proposed,
        confidence_percent = excluded.confidence_percent, reason = excluded.reason`,
  )
  await queryRows(
    db,
    sql`
    delete from mapping m using json_to_recordset(${rows}::text::json)
      as r(subject text, external_id text, project_id text, "isSilent" boolean)
    where r."isSilent" and m.connection_id = ${connectionId} and m.chosen is null
      and (m.subject, m.external_id, m.project_id) = (r.subject, r.external_id, r.project_id)`,
  )
}
