import { afterEach, describe, expect, it } from 'vitest'
import { generateOrganization } from '../../../demo/azure-devops/generate-organization.ts'
import { gather, NOW, type Opened, openSource, type Reading, readAll } from './opened-source.ts'

let opened: Opened | undefined
afterEach(() => opened?.close())

/** The streams that tell how work is organised, of every scope, as one pass reads them: some scopes at once. */
async function readStructure({ source }: Opened) {
  const scopes = await gather(source.discover())
  const readings: Reading[] = []
  for (const stream of ['structure', 'iterations'] as const) {
    const reading = scopes.filter(({ streams }) => streams.includes(stream))
    readings.push(...(await Promise.all(reading.map(scope => readAll(source, stream, scope, null)))))
  }
  return {
    records: readings.flatMap(({ records }) => records),
    gaps: readings.flatMap(({ pages }) => pages.flatMap(page => page.gaps ?? [])),
  }
}

/** What is known of the types and their levels, and of the fields of estimates. */
const wordsOf = ({ records }: Awaited<ReturnType<typeof readStructure>>) =>
  records.filter(({ type }) => type !== 'project')

/** Requests below each project. */
const countByProject = ({ standIn, organization }: Opened): readonly number[] =>
  organization.state.projects.map(({ id }) => standIn.requests.filter(({ path }) => path.includes(`/${id}/`)).length)

const isOfProcesses = ({ path }: { readonly path: string }): boolean => path.includes('/_apis/work/processes')
const countBacklogs = ({ standIn }: Opened): number =>
  standIn.requests.filter(({ path }) => /\/backlogconfiguration(\?|$)/.test(path)).length

const breakBacklogs = ({ standIn }: Opened, match: (request: { readonly path: string }) => boolean): void =>
  standIn.faults.add({
    match,
    times: Number.POSITIVE_INFINITY,
    fault: 'status',
    status: 400,
    body: '{"typeKey":"InvalidTeamSettingsException","message":"TF400497"}',
  })

/** The demo's organisation with each of its projects' process shared by several. */
function shareProcesses() {
  const organization = generateOrganization({ seed: 11, now: NOW })
  const [first, ...others] = organization.state.projects
  if (first === undefined) throw new Error('no project')
  for (const project of others) Object.assign(project, { process: first.process, types: first.types })
  return organization
}

describe('a pass over the structure', () => {
  it('asks at most five times below a project, and twice below each other one of its process', async () => {
    opened = await openSource({ organization: shareProcesses() })
    const { records: known } = await readStructure(opened)
    expect([...countByProject(opened)].sort()).toEqual([2, 2, 5])
    const asked = opened.standIn.requests.length
    expect(asked / opened.organization.state.projects.length, 'requests for each project').toBeLessThanOrEqual(5)
    // What was asked once is known of every project.
    for (const { id, types } of opened.organization.state.projects) {
      const typeIds = known.filter(({ type, externalId }) => type === 'item_type' && externalId.startsWith(id))
      expect(typeIds).toHaveLength(types.length)
    }
  })

  it('asks a project for itself where the tracker does not tell its process', async () => {
    opened = await openSource({ organization: shareProcesses() })
    opened.standIn.faults.add({
      match: ({ path }) => path.includes('/_apis/work/processes'),
      times: Number.POSITIVE_INFINITY,
      fault: 'status',
      status: 404,
    })
    const alone = await readStructure(opened)
    expect(countByProject(opened)).toEqual([4, 4, 4])
    const shared = await openSource({ organization: opened.organization })
    try {
      expect(wordsOf(await readStructure(shared))).toEqual(wordsOf(alone))
    } finally {
      await shared.close()
    }
  })

  it('knows of each project of a process where its own team keeps bugs', async () => {
    const organization = shareProcesses()
    const behaviors = ['asTasks', 'asRequirements', 'off'] as const
    const projects = organization.state.projects.map(({ id }, at) => ({ id, bugsBehavior: behaviors[at] }))
    for (const { id, bugsBehavior } of projects) {
      const team = organization.state.teams.find(({ projectId, isDefault }) => projectId === id && isDefault)
      Object.assign(team ?? {}, { bugsBehavior })
    }
    opened = await openSource({ organization })
    const known = await readStructure(opened)
    const levels = projects.map(({ id }) =>
      known.records.flatMap(record =>
        record.type === 'item_type' && record.externalId === `${id}/Bug` ? [record.proposal?.value.level] : [],
      ),
    )
    expect(levels).toEqual([[-1], [0], [0]])
    expect(countBacklogs(opened)).toBe(1)
    const alone = await openSource({ organization })
    try {
      alone.standIn.faults.add({ match: isOfProcesses, times: Number.POSITIVE_INFINITY, fault: 'status', status: 404 })
      expect(wordsOf(await readStructure(alone))).toEqual(wordsOf(known))
    } finally {
      await alone.close()
    }
  })

  it('learns the backlogs of a process from a project whose default team has some', async () => {
    opened = await openSource({ organization: shareProcesses() })
    const whole = wordsOf(await readStructure(opened))
    for (const { id } of opened.organization.state.projects.slice(0, 2)) {
      const broken = await openSource({ organization: opened.organization })
      try {
        breakBacklogs(broken, ({ path }) => path.includes(`/${id}/_apis/work/backlogconfiguration`))
        const known = await readStructure(broken)
        expect(known.gaps).toEqual([])
        expect(wordsOf(known)).toEqual(whole)
        expect([1, 2]).toContain(countBacklogs(broken))
      } finally {
        await broken.close()
      }
    }
  })

  it('says of each project when no default team of the process has backlogs', async () => {
    opened = await openSource({ organization: shareProcesses() })
    breakBacklogs(opened, ({ path }) => path.includes('/_apis/work/backlogconfiguration'))
    const { records, gaps } = await readStructure(opened)
    const projectIds = opened.organization.state.projects.map(({ id }) => id)
    expect(gaps.map(({ kind, subject }) => `${kind} ${subject}`).sort()).toEqual(
      projectIds.map(id => `unsupported_board ${id}`).sort(),
    )
    expect(records.some(record => record.type === 'field' && record.projectId !== null)).toBe(false)
  })

  it('asks for the settings of a default team once, for its types and for its plans', async () => {
    opened = await openSource({ organization: shareProcesses() })
    await readStructure(opened)
    for (const { externalId, name } of opened.organization.state.projects.map(({ id, name }) => ({
      externalId: id,
      name,
    }))) {
      const { records } = await readAll(opened.source, 'teams', { externalId, name, streams: ['teams'] }, null)
      for (const team of records) if (team.type === 'team') expect(team.workingDays).not.toBeNull()
    }
    const asked = opened.standIn.requests.filter(({ path }) => /\/teamsettings(\?|$)/.test(path))
    expect(asked).toHaveLength(opened.organization.state.teams.length)
  })
})
