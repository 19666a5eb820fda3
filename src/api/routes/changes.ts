import { Type } from 'typebox'
import { CHANGE_KINDS } from '../../portfolio/portfolio-change.ts'
import { listChanges } from '../../store/portfolio/list-changes.ts'
import { findTreeAsOf } from '../../store/portfolio/node-history.ts'
import { readSnapshot } from '../../store/read-snapshot.ts'
import { readAsOf } from '../as-of.ts'
import type { Api, Dependencies } from '../dependencies.ts'
import { ApiError, requireFound } from '../errors.ts'
import { closed, Id, IdParams, Instant, nullable, problems, word } from '../field.ts'
import { listOf, pageQuery, readPage, writePage } from '../page.ts'

const text = () => nullable(Type.String())

const Change = Type.Object({
  kind: word(CHANGE_KINDS),
  at: Type.String(),
  initiativeId: Id,
  from: nullable(Type.String({ description: 'The state, estimate, date or colour before.' })),
  to: text(),
  itemId: text(),
  milestoneId: text(),
  key: text(),
  name: Type.String({ description: 'Title of the item, name of the milestone or initiative.' }),
  url: nullable(Type.String({ description: 'Of the item, at its tracker.' })),
  connectionId: nullable(Type.String({ description: 'Null: it was changed here.' })),
  personId: text(),
  personName: nullable(Type.String({ description: 'Null where nobody says who.' })),
})

export function changeRoutes(app: Api, { db, now }: Dependencies): void {
  app.get(
    '/portfolios/:id/changes',
    {
      schema: {
        summary: 'What changed between two instants, over all trackers, oldest first',
        description:
          'Done, reopened, newly blocked, added, removed (cancelled too), re-estimated, dates slipped or moved, colours: each ' +
          'with item, who and when. What happened at `from` is not among them, what happened at `to` is. The initiatives are ' +
          'those of the portfolio at `to`, and an item counts where it was in scope when it changed.',
        tags: ['portfolios'],
        params: IdParams,
        querystring: Type.Object(
          { ...pageQuery, from: Instant, to: Type.Optional({ ...Instant, description: 'Now when left out.' }) },
          closed,
        ),
        response: { 200: listOf(Change), ...problems },
      },
    },
    async ({ params, query }) => {
      const to = readAsOf(query.to, now())
      const from = readAsOf(query.from, now())
      if (from > to) throw new ApiError('unprocessable', 'query.from must be before query.to.')
      const changes = await readSnapshot(db, async snapshot => {
        const { nodes } = requireFound(await findTreeAsOf(snapshot, params.id, to), 'portfolio')
        const initiatives = nodes.filter(({ kind }) => kind === 'initiative').map(({ id }) => id)
        return listChanges(snapshot, initiatives, { from, to }, readPage(query, 'change'))
      })
      return writePage(changes)
    },
  )
}
