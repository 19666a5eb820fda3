import { type JiraStandIn, startJiraStandIn } from '../../demo/jira/server.ts'
import { createNode } from '../../src/store/portfolio/portfolio-nodes.ts'
import { createInitiative } from '../../src/store/portfolio/save-initiative.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { openWorkplace, pass, saveConnection } from './connections.ts'
import { createSmallSite } from './small-trackers.ts'

/** A small Jira that has been read once, where initiatives are made of its projects. */
export interface JiraWorkplace extends Awaited<ReturnType<typeof openWorkplace>> {
  readonly database: TestDatabase
  readonly standIn: JiraStandIn
  readonly connectionId: string
  initiativeOf(name: string, projects: readonly string[]): Promise<string>
  close(): Promise<void>
}

export async function openJiraWorkplace(projects: readonly string[], issuesOfEach: number): Promise<JiraWorkplace> {
  const database = await createTestDatabase()
  const { db } = database
  const standIn = await startJiraStandIn({ site: createSmallSite(projects, issuesOfEach), feedLagMs: 0 })
  const credentials = { type: 'api-token', ...standIn.credentials }
  const connectionId = await saveConnection(db, 'jira', { baseUrl: standIn.url }, credentials)
  const workplace = await openWorkplace(db)
  await pass(workplace.context, connectionId)
  const portfolio = await createNode(db, { kind: 'portfolio', name: 'All', parentId: null })
  return {
    ...workplace,
    ...{ database, standIn, connectionId },
    initiativeOf: async (name, of) => {
      const scope = of.map(
        value => ({ effect: 'include', connectionId, selector: 'project', value, project: null }) as const,
      )
      const made = await createInitiative(
        db,
        { name, parentId: portfolio?.id ?? '' },
        { scope },
        '2026-01-01T00:00:00Z',
      )
      if (made.result === 'duplicate') throw new Error('the name is taken')
      return made.result.id
    },
    close: async () => {
      await standIn.close()
      await database.drop()
    },
  }
}
