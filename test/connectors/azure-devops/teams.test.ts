import { afterEach, describe, expect, it } from 'vitest'
import connector from '../../../connectors/azure-devops/index.ts'
import type { Scope } from '../../../src/work/raw-record.ts'
import { gather, NOW, type Opened, openSource, readAll } from './opened-source.ts'

let opened: Opened | undefined
afterEach(() => opened?.close())

async function projectOf({ source }: Opened, name: string): Promise<Scope> {
  for await (const scope of source.discover()) if (scope.name === name) return scope
  throw new Error(`no project ${name}`)
}

const teamsOf = ({ organization }: Opened, { externalId }: Scope) =>
  organization.state.teams.filter(({ projectId }) => projectId === externalId)

describe('the teams of a project', () => {
  it('are asked for once for all projects, and once a day', async () => {
    opened = await openSource()
    const scopes = (await gather(opened.source.discover())).filter(({ streams }) => streams.includes('teams'))
    for (const scope of scopes) {
      const first = await readAll(opened.source, 'teams', scope, null)
      const before = opened.standIn.requests.length
      const again = await readAll(opened.source, 'teams', scope, first.cursor)
      expect(again).toMatchObject({ raw: [], cursor: first.cursor })
      expect(opened.standIn.requests.length).toBe(before)
    }
    const lists = opened.standIn.requests.filter(({ path }) => /_apis\/(projects\/[^/]+\/)?teams\?/.test(path))
    expect(lists.map(({ path }) => path.split('?')[0])).toEqual(['/halden/_apis/teams'])
  })

  it('go on after the last team that was saved', async () => {
    opened = await openSource()
    const scope = await projectOf(opened, 'Core Platform')
    const whole = await readAll(opened.source, 'teams', scope, null)
    const rest = await readAll(opened.source, 'teams', scope, whole.pages[1]?.cursor ?? null)
    const firstPages = whole.pages.slice(0, 2).flatMap(({ records }) => records)
    expect([...firstPages, ...rest.raw]).toEqual(whole.raw)
    expect(rest.cursor).toBe(whole.cursor)
  })

  it('are cut after 25, and a gap says how many are left out', async () => {
    opened = await openSource()
    const scope = await projectOf(opened, 'Billing Engine')
    const [first] = teamsOf(opened, scope)
    if (first === undefined) throw new Error('the project has no team')
    const known = teamsOf(opened, scope).length
    for (let number = known; number < 130; number++) {
      opened.organization.state.teams.push({
        ...first,
        id: `${number}`.padStart(8, '0'),
        name: `Team ${number}`,
        isDefault: false,
      })
    }
    const { records, pages } = await readAll(opened.source, 'teams', scope, null)
    expect(records.filter(({ type }) => type === 'team')).toHaveLength(25)
    expect(pages.at(-1)?.gaps).toMatchObject([{ kind: 'too_many_teams', detail: expect.stringContaining('105') }])
    expect(await gather(opened.source.census('teams', scope))).toHaveLength(25)
  })

  it('that may not be read leave a gap, and the rest of the reading goes on', async () => {
    opened = await openSource()
    const scope = await projectOf(opened, 'Data Lake')
    opened.standIn.faults.add({
      match: ({ path }) => /\/teams/.test(path),
      times: Number.POSITIVE_INFINITY,
      fault: 'status',
      status: 403,
    })
    const { records, pages } = await readAll(opened.source, 'teams', scope, null)
    expect(records).toEqual([])
    expect(pages.at(-1)?.gaps).toMatchObject([{ kind: 'forbidden', subject: scope.externalId }])
    await expect(gather(opened.source.census('teams', scope))).rejects.toMatchObject({ reason: 'permission' })
  })

  it('keep what is known of a team whose settings cannot be read, and say so', async () => {
    opened = await openSource()
    const scope = await projectOf(opened, 'Data Lake')
    const broken = teamsOf(opened, scope)[1]
    opened.standIn.faults.add({
      match: ({ path }) => path.includes(`${broken?.id}/_apis/work`),
      times: Number.POSITIVE_INFINITY,
      fault: 'status',
      status: 400,
      body: '{"typeKey":"InvalidTeamSettingsException","message":"TF400497"}',
    })
    const { records, pages, cursor } = await readAll(opened.source, 'teams', scope, null)
    expect(records).toContainEqual(
      expect.objectContaining({ type: 'team', externalId: broken?.id, workingDays: null, iterationIds: null }),
    )
    expect(records.some(record => record.type === 'team_plan' && record.teamId === broken?.id)).toBe(false)
    const gaps = pages.at(-1)?.gaps
    expect(gaps?.map(({ kind }) => kind)).toEqual(['unread_team', 'unread_team'])
    const again = await readAll(opened.source, 'teams', scope, cursor)
    expect(again.pages).toEqual([{ records: [], cursor, gaps }])
  })

  it('say the same to a server of an older version', async () => {
    opened = await openSource()
    const other = await openSource({ organization: opened.organization, server: { latestVersion: '5.1' } })
    try {
      const scope = await projectOf(opened, 'Core Platform')
      const [here, there] = [
        await readAll(opened.source, 'teams', scope, null),
        await readAll(other.source, 'teams', scope, null),
      ]
      const plansOf = ({ records }: typeof here) => records.filter(({ type }) => type !== 'person')
      expect(plansOf(here).length).toBeGreaterThan(4)
      expect(plansOf(there)).toEqual(plansOf(here))
    } finally {
      await other.close()
    }
  })
})

it('working days are taken by name and by number', () => {
  const payload = {
    id: 't',
    name: 'T',
    workingDays: [0, 1, 'Friday', 'someday', null],
    members: null,
    iterationIds: null,
  }
  const record = { kind: 'team', externalId: 't', revision: 0, revisionDetail: 0, fetchedAt: NOW.toISOString() }
  expect(connector.parse({ ...record, payload, context: { projectId: 'p' } })).toMatchObject([
    { workingDays: ['monday', 'friday', 'sunday'], memberIds: null },
  ])
})
