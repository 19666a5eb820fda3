import { Type } from 'typebox'
import { COLOURS } from '../../portfolio/health/health.ts'
import { addOverride, listOverrides, listOverridesAsOf } from '../../store/portfolio/health-overrides.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { ApiError, requireFound } from '../errors.ts'
import { closed, IdParams, Instant, nullable, problems, toUtc, word, wordOrNull } from '../field.ts'
import { StandingOverride } from '../override.ts'
import { listOf, pageQuery, readPage, writePage } from '../page.ts'
import { findOfKind } from '../tree-node.ts'

const Entry = Type.Object({
  colour: wordOrNull(COLOURS),
  reason: Type.String(),
  createdBy: Type.String({ description: 'The name of the token.' }),
  createdAt: Type.String(),
  expiresAt: nullable(Type.String({ description: 'Null: this entry withdraws the one before.' })),
})

const Reason = Type.String({ minLength: 1, maxLength: 2_000, pattern: '\\S', 'x-expected': 'must say why' })
const LONGEST_DAYS = 366
const MS_PER_DAY = 86_400_000
const tags = ['initiatives']

export function overrideRoutes(app: Api, dependencies: Dependencies): void {
  const { db, now } = dependencies
  const requireInitiative = async (id: string): Promise<void> => {
    requireFound(await findOfKind(dependencies, 'initiative', id), 'initiative')
  }

  app.get(
    '/initiatives/:id/overrides',
    {
      schema: {
        summary: 'Every override of its health, newest first; each entry ends the one before',
        tags,
        params: IdParams,
        querystring: Type.Object(pageQuery, closed),
        response: { 200: listOf(Entry), ...problems },
      },
    },
    async ({ params, query }) => {
      await requireInitiative(params.id)
      return writePage(await listOverrides(db, params.id, readPage(query, 'number')))
    },
  )

  app.post(
    '/initiatives/:id/overrides',
    {
      schema: {
        summary: 'Put a colour beside the computed one, with a reason and until when',
        tags,
        params: IdParams,
        body: Type.Object(
          { colour: word(COLOURS), reason: Reason, expiresAt: Instant },
          {
            ...closed,
            examples: [
              {
                colour: 'amber',
                reason: 'The vendor has confirmed the date in writing.',
                expiresAt: '2027-01-31T09:00:00Z',
              },
            ],
          },
        ),
        response: { 201: StandingOverride, ...problems },
      },
    },
    async ({ params, body, actor }, reply) => {
      await requireInitiative(params.id)
      const at = now()
      const expiresAt = toUtc(body.expiresAt)
      const latest = new Date(at.getTime() + LONGEST_DAYS * MS_PER_DAY).toISOString()
      if (expiresAt <= at.toISOString() || expiresAt > latest) {
        const expected = `must be in the future and not after ${latest}: an override is looked at again some day`
        throw new ApiError('unprocessable', `body.expiresAt ${expected}.`, [{ field: 'body.expiresAt', expected }])
      }
      const override = { ...body, expiresAt, createdBy: actor, createdAt: at.toISOString() }
      await addOverride(db, params.id, override)
      return reply.code(201).send(override)
    },
  )

  app.post(
    '/initiatives/:id/overrides/withdraw',
    {
      schema: {
        summary: 'End the override that stands before it expires',
        tags,
        params: IdParams,
        body: Type.Object({ reason: Reason }, { ...closed, examples: [{ reason: 'The vendor delivered.' }] }),
        response: { 200: Entry, ...problems },
      },
    },
    async ({ params, body, actor }) => {
      await requireInitiative(params.id)
      const at = now().toISOString()
      const standing = await listOverridesAsOf(db, [params.id], at)
      if (!standing.has(params.id)) throw new ApiError('conflict', 'No override stands; there is nothing to withdraw.')
      const entry = { colour: null, reason: body.reason, createdBy: actor, createdAt: at, expiresAt: null }
      await addOverride(db, params.id, entry)
      return entry
    },
  )
}
