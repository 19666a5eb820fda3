import { Type } from 'typebox'
import { findConnection } from '../../store/access/connections.ts'
import { toInstant } from '../../store/instant.ts'
import { loadCompleteness } from '../../store/sync/completeness.ts'
import { findOpenRun } from '../../store/sync/sync-runs.ts'
import { STREAMS } from '../../work/raw-record.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { requireFound } from '../errors.ts'
import { IdParams, nullable, problems, word } from '../field.ts'
import { Hold } from '../hold.ts'
import { NamedProject } from '../mapping-word.ts'
import { Gap, SyncRun, showRun } from '../sync-run.ts'

const count = (description: string) => Type.Integer({ description })

const StreamCount = Type.Object({
  scope: Type.String(),
  scopeExternalId: Type.String(),
  stream: word(STREAMS),
  sourceCount: nullable(count('What the last census counted at the tracker; of worklogs, those of items stored here.')),
  storedCount: nullable(count('What is stored and visible now; null for what is no list of records.')),
  difference: nullable(count('Source less stored; what changed since the count is in it.')),
  countedAt: nullable(Type.String()),
  daysSinceCensus: nullable(Type.Integer()),
  completeAt: nullable(Type.String({ description: 'Everything that existed then is stored.' })),
  lagSeconds: nullable(Type.Integer()),
})

const Completeness = Type.Object({
  underWay: nullable(
    Type.Object(SyncRun.properties, { description: 'The pass that reads the tracker now, and how far it is.' }),
  ),
  problems: Type.Array(Type.Object({ kind: Type.String(), count: Type.Integer(), text: Type.String() }), {
    description: 'What is missing or uncertain and what to do about it, the most urgent first.',
  }),
  streams: Type.Array(StreamCount),
  stored: Type.Object({
    workItems: Type.Integer(),
    iterations: Type.Integer(),
    releases: Type.Integer(),
    worklogs: Type.Integer(),
    links: Type.Integer(),
  }),
  deletedItems: Type.Integer(),
  notVisibleItems: count('No longer shown to the account; nothing proves that they are deleted.'),
  truncatedHistories: count('Items whose older history the tracker does not show.'),
  forbidden: count('Things that the account may not see.'),
  unreadableRecords: Type.Integer(),
  unreadable: Type.Array(Type.Object({ kind: Type.String(), externalId: Type.String(), reason: Type.String() }), {
    description: 'The first of them.',
  }),
  unmappedStates: count('Items whose status means nothing here.'),
  unmappedTypes: count('Items whose type means nothing here.'),
  unmappedWords: Type.Array(
    Type.Object({
      subject: word(['status', 'item_type']),
      externalId: Type.String(),
      name: nullable(Type.String()),
      items: Type.Integer(),
    }),
    { description: 'Statuses and types without a meaning, those of most items first.' },
  ),
  undecidedEstimates: Type.Array(Type.Object({ project: NamedProject, why: Type.String() })),
  unreadableValues: Type.Array(
    Type.Object({
      fieldId: Type.String(),
      field: Type.String(),
      projectId: Type.String({ description: "The tracker's id." }),
      value: Type.String(),
      items: Type.Integer(),
    }),
    { description: 'Values that the meaning of their field cannot read; those of most items first.' },
  ),
  unattributedWorklogs: Type.Integer(),
  undecidedPeople: count('Pairs of identities that may be one person and nobody has decided about.'),
  silence: nullable(
    Type.Object(
      { since: Type.String(), items: count('That are known to have changed since.'), reason: Type.String() },
      { description: 'Webhooks that used to tell of changes, or are registered, and did not tell of these.' },
    ),
  ),
  deletions: Type.Array(Hold, { description: 'What is missing in such numbers that a person decides.' }),
  gapCounts: Type.Array(Type.Object({ kind: Type.String(), count: Type.Integer() })),
  gaps: Type.Array(Gap, { description: 'The newest of them.' }),
})

/** How much of a tracker is stored, and what is known to be missing. */
export function completenessRoutes(app: Api, { db }: Dependencies): void {
  app.get(
    '/connections/:id/completeness',
    {
      schema: {
        summary: 'What is stored against what exists, what is known to be missing, and what to do about it',
        tags: ['connections'],
        params: IdParams,
        response: { 200: Completeness, ...problems },
      },
    },
    async ({ params }) => {
      requireFound(await findConnection(db, params.id), 'connection')
      const found = await loadCompleteness(db, params.id)
      const reading = (await findOpenRun(db, params.id, 'full')) ?? (await findOpenRun(db, params.id, 'incremental'))
      return {
        ...found,
        underWay: reading === null ? null : await showRun(db, reading),
        problems: [...found.problems],
        streams: [...found.streams],
        unreadable: [...found.unreadable],
        unmappedWords: [...found.unmappedWords],
        unreadableValues: [...found.unreadableValues],
        undecidedEstimates: [...found.undecidedEstimates],
        deletions: [...found.deletions],
        gapCounts: [...found.gapCounts],
        gaps: found.gaps.map(gap => ({ ...gap, openedAt: toInstant(gap.openedAt), seenAt: toInstant(gap.seenAt) })),
      }
    },
  )
}
