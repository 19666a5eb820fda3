import { Type } from 'typebox'
import { choosePrimary, measureReach, type ScopeClaim } from '../../portfolio/scope/scope-claim.ts'
import { listConnections } from '../../store/access/connections.ts'
import { listClaims, listContested } from '../../store/scope/scope-claims.ts'
import { listUnreadQueries } from '../../store/sync/saved-queries.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { requireFound } from '../errors.ts'
import { closed, Id, IdParams, nullable, problems } from '../field.ts'
import { listOf, pageQuery, readPage, writePage } from '../page.ts'
import { Rule, readRules } from '../scope-rule.ts'
import { findOfKind } from '../tree-node.ts'

const Item = Type.Object({
  itemId: Id,
  key: Type.String(),
  title: Type.String(),
  url: Type.String(),
  connectionId: Id,
  presentId: nullable(Type.String({ description: 'The initiative it is in now.' })),
  primaryId: Type.String({ description: 'The initiative that gets it: the lowest priority, of these the oldest.' }),
  claims: Type.Array(Type.Object({ initiativeId: Id, name: Type.String(), priority: Type.Integer() }), {
    description: 'All whose rules select it.',
  }),
})

const Reach = Type.Object({
  caught: Type.Integer({ description: 'Items that the rules select.' }),
  gets: Type.Integer({ description: 'Of these, what the initiative would have.' }),
  joins: Type.Integer({ description: 'Of these, what it does not have now.' }),
  conflictCount: Type.Integer({ description: 'Items that others select as well.' }),
  byTracker: Type.Array(Type.Object({ connectionId: Id, caught: Type.Integer(), gets: Type.Integer() }), {
    description: 'Where the items are that the rules select.',
  }),
  unread: Type.Array(Type.String(), {
    description: 'Saved queries that no sync has read yet: what they catch is not known, and not in the counts.',
  }),
  sample: Type.Array(Item),
  conflicts: Type.Array(Item),
})

/** As many items are shown of a preview; its counts are of all. */
const SHOWN = 20
const tags = ['initiatives']

export function scopeRoutes(app: Api, dependencies: Dependencies): void {
  const { db } = dependencies

  app.get(
    '/initiatives/:id/scope/conflicts',
    {
      schema: {
        summary: 'Items that its rules and those of others select, and who gets each',
        tags,
        params: IdParams,
        querystring: Type.Object(pageQuery, closed),
        response: { 200: listOf(Item), ...problems },
      },
    },
    async ({ params, query }) => {
      requireFound(await findOfKind(dependencies, 'initiative', params.id), 'initiative')
      const page = await listContested(db, params.id, readPage(query, 'name'))
      return writePage({ ...page, items: page.items.map(show) })
    },
  )

  app.post(
    '/initiatives/:id/scope/preview',
    {
      schema: {
        summary: 'What these rules would catch, without changing anything',
        tags,
        params: IdParams,
        body: Type.Object(
          { scope: Type.Array(Rule, { maxItems: 500 }), priority: Type.Optional(Type.Integer()) },
          {
            ...closed,
            examples: [
              {
                scope: [
                  {
                    effect: 'include',
                    connectionId: '6f1c1f5e-0000-4000-8000-000000000000',
                    selector: 'label',
                    value: 'q3',
                  },
                ],
              },
            ],
          },
        ),
        response: { 200: Reach, ...problems },
      },
    },
    async ({ params, body }) => {
      const initiative = requireFound(await findOfKind(dependencies, 'initiative', params.id), 'initiative')
      const known = new Set((await listConnections(db)).map(({ id }) => id))
      const tried = { scope: readRules(known, body.scope), priority: body.priority ?? initiative.priority }
      const claims = await listClaims(db, initiative.id, tried)
      const { conflicts, byTracker, ...counts } = measureReach(initiative.id, claims)
      return {
        ...counts,
        conflictCount: conflicts.length,
        byTracker: [...byTracker],
        unread: (await listUnreadQueries(db, tried.scope)).map(({ query }) => query),
        sample: claims.slice(0, SHOWN).map(show),
        conflicts: conflicts.slice(0, SHOWN).map(show),
      }
    },
  )
}

const show = ({ claims, ...item }: ScopeClaim) => ({
  ...item,
  primaryId: choosePrimary(claims)?.initiativeId ?? '',
  claims: claims.map(({ initiativeId, name, priority }) => ({ initiativeId, name, priority })),
})
