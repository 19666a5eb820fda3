import type { Answer, FloorReader } from './floor-reader.ts'

const VERSION = 'api-version=7.1'

/** Every request that a whole organisation needs: its structure, all revisions project by project, and all links. */
export async function readWholeOrganization({ get, post }: FloorReader, fields: readonly string[]): Promise<void> {
  const projects = (await get(`/_apis/projects?$top=100&${VERSION}`)).value ?? []

  async function readRevisions(id: string): Promise<void> {
    const body = { fields, includeDeleted: true, includeIdentityRef: true }
    for (let token: string | undefined; ; ) {
      const after = token === undefined ? '' : `&continuationToken=${encodeURIComponent(token)}`
      const page = await post(`/${id}/_apis/wit/reporting/workitemrevisions?${VERSION}${after}`, body)
      if (page.isLastBatch !== false) return
      token = page.continuationToken
    }
  }

  async function readLinks(): Promise<void> {
    const types = ['Hierarchy', 'Dependency', 'Related', 'Duplicate'].map(name => `System.LinkTypes.${name}`).join(',')
    for (let token = ''; ; ) {
      const page: Answer = await get(`/_apis/wit/reporting/workitemlinks?linkTypes=${types}&${VERSION}${token}`)
      if (page.isLastBatch !== false) return
      token = `&continuationToken=${new URL(page.nextLink ?? '').searchParams.get('continuationToken')}`
    }
  }

  async function readIterations(id: string): Promise<void> {
    const [teams] = await Promise.all([
      get(`/_apis/projects/${id}/teams?${VERSION}`),
      get(`/${id}/_apis/wit/classificationnodes?$depth=20&${VERSION}`),
    ])
    const ofTeam = (team: string) => get(`/${id}/${team}/_apis/work/teamsettings/iterations?${VERSION}`)
    await Promise.all((teams.value ?? []).map(team => ofTeam(team.id)))
  }

  await Promise.all([
    readLinks(),
    ...projects.map(({ id }) => readRevisions(id)),
    get(`/_apis/wit/fields?${VERSION}`),
    get(`/_apis/wit/workitemrelationtypes?${VERSION}`),
    ...projects.flatMap(({ id }) => [
      get(`/${id}/_apis/wit/workitemtypes?${VERSION}`),
      get(`/${id}/_apis/wit/workitemtypecategories?${VERSION}`),
      get(`/${id}/_apis/work/backlogconfiguration?${VERSION}`),
      readIterations(id),
    ]),
  ])
}
