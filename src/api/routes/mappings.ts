import { Type } from 'typebox'
import { findConnection } from '../../store/access/connections.ts'
import { listDecisions, saveDecisions } from '../../store/mapping/mapping-decisions.ts'
import { listEstimateFields, type ReviewedWord, reviewMappings } from '../../store/mapping/mapping-review.ts'
import type { Page, PageRequest } from '../../store/page.ts'
import { DECISIONS, type DecisionProblem } from '../../work/decide-mapping.ts'
import { MAPPING_SUBJECTS } from '../../work/mapping.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { ringSync } from '../doorbell.ts'
import { ApiError, requireFound } from '../errors.ts'
import { closed, IdParams, Nothing, nullable, problems, word } from '../field.ts'
import { MappedWord, ProjectEstimateField } from '../mapping-word.ts'
import { listOf, pageQuery, readPage, writePage } from '../page.ts'
import { SyncRun, showRun } from '../sync-run.ts'

const MOST_DECISIONS = 1_000

const Decision = Type.Object(
  {
    subject: word(MAPPING_SUBJECTS),
    externalId: Type.String({ minLength: 1, maxLength: 2_000 }),
    projectId: Type.Optional(
      Type.Unsafe<string | null>({
        type: ['string', 'null'],
        maxLength: 100,
        description:
          'Of the project the word is limited to; may be left out where there is only one. A field can be given a meaning in any project.',
      }),
    ),
    decision: word(DECISIONS),
    meaning: Type.Optional(
      Type.Unsafe<unknown>({
        type: ['string', 'object', 'null'],
        description:
          'To override: as `effective.meaning` of this subject, null for "means nothing". To confirm: what you saw proposed; refused when it has changed since.',
      }),
    ),
  },
  closed,
)

const KeptDecision = Type.Object({
  id: Type.String(),
  subject: Type.String(),
  externalId: Type.String(),
  projectId: nullable(Type.String({ description: "The tracker's id of the project it was limited to." })),
  before: Type.Unsafe<unknown>({ description: 'What had been chosen; null: nothing, "nothing": to mean nothing.' }),
  after: Type.Unsafe<unknown>({ description: 'What was chosen; null: the decision was withdrawn.' }),
  by: Type.String(),
  at: Type.String(),
})

const tags = ['mappings']

/** What the words of a tracker mean: proposed by its connector, decided by a person. */
export function mappingRoutes(app: Api, dependencies: Dependencies): void {
  const { db } = dependencies

  app.get(
    '/connections/:id/mappings',
    {
      schema: {
        summary: 'Words of a tracker and what they mean; what needs a person first, of these what most items use',
        tags,
        params: IdParams,
        querystring: Type.Object(
          { ...pageQuery, subject: Type.Optional(word(MAPPING_SUBJECTS)), needsReview: Type.Optional(Type.Boolean()) },
          closed,
        ),
        response: {
          200: Type.Object({
            ...listOf(MappedWord).properties,
            estimateFields: Type.Array(ProjectEstimateField, {
              description: 'Which field holds the estimate in each project, and why; with the fields only.',
            }),
          }),
          ...problems,
        },
      },
    },
    async ({ params, query }) => {
      requireFound(await findConnection(db, params.id), 'connection')
      const { subject, needsReview } = query
      const words = await reviewMappings(db, params.id, {
        ...(subject === undefined ? {} : { subject }),
        ...(needsReview === undefined ? {} : { needsReview }),
      })
      const isAboutFields = subject === undefined || subject === 'field'
      const estimateFields = isAboutFields ? await listEstimateFields(db, params.id) : []
      return { ...writePage(cutWords(words, readPage(query, 'word'))), estimateFields: [...estimateFields] }
    },
  )

  app.put(
    '/connections/:id/mappings',
    {
      schema: {
        summary:
          'Decide what words mean, all of the list or none: 202 with the replay that applies it to what is stored, 204 when nothing stored reads differently. The last decision about a word holds',
        tags,
        params: IdParams,
        body: Type.Object({ decisions: Type.Array(Decision, { minItems: 1, maxItems: MOST_DECISIONS }) }, closed),
        response: { 202: SyncRun, 204: Nothing, ...problems },
      },
    },
    async ({ params, body, actor }, reply) => {
      requireFound(await findConnection(db, params.id), 'connection')
      const { problems, run } = await saveDecisions(db, params.id, body.decisions, actor)
      if (problems.length > 0) throw refuse(problems)
      if (run === null) return reply.code(204).send(null)
      await ringSync(dependencies, params.id, 'replay')
      return reply.code(202).send(await showRun(db, run))
    },
  )

  app.get(
    '/connections/:id/mapping-decisions',
    {
      schema: {
        summary: 'Who decided what about which word, newest first',
        tags,
        params: IdParams,
        querystring: Type.Object(pageQuery, closed),
        response: { 200: listOf(KeptDecision), ...problems },
      },
    },
    async ({ params, query }) => {
      requireFound(await findConnection(db, params.id), 'connection')
      return writePage(await listDecisions(db, params.id, readPage(query, 'number')))
    },
  )
}

function refuse(found: readonly DecisionProblem[]): ApiError {
  const fields = found.map(({ index, field, expected }) => ({ field: `body.decisions.${index}.${field}`, expected }))
  const [first] = fields
  const sentence = first === undefined ? undefined : `${first.field} ${first.expected}`
  return new ApiError(found.every(({ isOutdated }) => isOutdated) ? 'conflict' : 'unprocessable', sentence, fields)
}

/** The list is put in order as a whole, since uses are counted; a page goes on after the word the last one ended with. */
function cutWords(words: readonly ReviewedWord[], { after, limit }: PageRequest): Page<ReviewedWord> {
  const keyOf = ({ subject, externalId, project }: ReviewedWord) => [subject, externalId, project?.externalId ?? '']
  const last = after === null ? -1 : words.findIndex(each => keyOf(each).every((part, index) => part === after[index]))
  if (after !== null && last === -1) {
    throw new ApiError('invalid_request', 'query.cursor names a word that is not in this list any more: begin again.')
  }
  const items = words.slice(last + 1, last + 1 + limit)
  const end = items.at(-1)
  return { items, next: last + 1 + limit < words.length && end !== undefined ? keyOf(end) : null }
}
