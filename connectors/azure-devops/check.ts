import type { SourceCheck } from '../connector.ts'
import { RejectedError } from '../errors.ts'
import { isProblem, type Question, WHO_WE_ARE } from './client.ts'
import { REFUSALS } from './continuation.ts'
import type { Organization } from './organization.ts'
import { ConnectionDataSchema, FieldListSchema, ReportingBatchSchema, TeamListSchema } from './payloads.ts'
import { listMissing, selectFollowed } from './projects.ts'

/** Who an organisation with public projects takes a caller without a valid token for. */
const ANONYMOUS_ID = 'aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa'

export async function checkOrganization(organization: Organization): Promise<SourceCheck> {
  const { client } = organization
  const { value } = await client.ask(ConnectionDataSchema, WHO_WE_ARE)
  const { id, providerDisplayName, customDisplayName } = value.authenticatedUser
  if (id === ANONYMOUS_ID || providerDisplayName === 'Anonymous') {
    throw new RejectedError(
      'credentials',
      'Azure DevOps takes us for an anonymous visitor. Enter a valid personal access token.',
    )
  }

  const problems: string[] = []
  const mayReadProjects = await probe('Project and Team (Read)', () => organization.listAllProjects(true))
  const all = mayReadProjects ? await organization.listAllProjects() : []
  const missing = listMissing(all, organization.named ?? [])
  if (!mayReadProjects)
    problems.push('The list of projects cannot be read: give the token the scope "Project and Team (Read)".')
  else {
    for (const name of missing)
      problems.push(`The project "${name}" is not visible to this account: check its name, or grant access.`)
    if (selectFollowed(all, undefined).length === 0)
      problems.push('The account sees no project: add it to the projects to follow.')
  }

  const ask = (question: Omit<Question, 'endpointClass'>): Question => ({ ...question, endpointClass: 'metadata' })
  const mayReadItems = await probe('Work Items (Read)', () =>
    client.ask(FieldListSchema, ask({ path: '/_apis/wit/fields', where: 'probing work items' })),
  )
  const mayReadFeed = await probe('Work Items (Read)', async () => {
    // A page of one is not documented: that it is refused says nothing about permissions.
    const answer = await client.askUnless([400, ...REFUSALS], ReportingBatchSchema, {
      path: '/_apis/wit/reporting/workitemrevisions',
      query: { $maxPageSize: 1, fields: 'System.Id', includeLatestOnly: 'true' },
      where: 'probing the feed of revisions',
      endpointClass: 'reporting',
    })
    if (isProblem(answer) && answer.status !== 400) throw new RejectedError('permission', 'The feed is refused.')
  })
  if (!mayReadItems) problems.push('Work items cannot be read: give the token the scope "Work Items (Read)".')
  else if (!mayReadFeed) {
    problems.push(
      'The reporting feeds are refused to this account: items are asked for one by one, which takes longer, links that ' +
        'change no item are seen once a day, and deletions by the daily count.',
    )
  }
  const first = all[0]
  const mayReadTeams =
    first !== undefined &&
    (await probe('Project and Team (Read)', async () => {
      const answer = await client.askUnless(
        [404],
        TeamListSchema,
        ask({ path: `/_apis/projects/${first.id}/teams`, query: { $top: 1 }, where: 'probing teams' }),
      )
      if (isProblem(answer)) throw new RejectedError('permission', 'The teams are not visible.')
    }))
  if (first !== undefined && !mayReadTeams)
    problems.push('Teams cannot be read: which team uses an iteration stays unknown.')

  return {
    identity: customDisplayName || providerDisplayName || id || 'unknown',
    timeZone: organization.timeZone,
    instanceId: value.instanceId,
    permissions: [
      { name: 'Project and Team (Read)', granted: mayReadProjects, neededFor: 'finding the projects to follow' },
      { name: 'Work Items (Read)', granted: mayReadItems, neededFor: 'work items, their history and links' },
      { name: 'Reporting feeds', granted: mayReadFeed, neededFor: 'reading all history in few requests' },
      { name: 'Teams of the projects', granted: mayReadTeams, neededFor: 'which team uses an iteration' },
    ],
    problems,
  }
}

/** 403 is a right that is missing. 401, of a token that has proven good before, is a scope that is missing. */
async function probe(scope: string, read: () => Promise<unknown>): Promise<boolean> {
  try {
    await read()
    return true
  } catch (error) {
    if (!(error instanceof RejectedError)) throw error
    if (error.reason === 'permission') return false
    if (error.reason !== 'credentials') throw error
    throw new RejectedError(
      'credentials',
      `Azure DevOps accepts the token but not for this: it lacks the scope "${scope}".`,
    )
  }
}
