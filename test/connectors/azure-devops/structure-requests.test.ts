import { afterEach, describe, expect, it } from 'vitest'
import { generateOrganization } from '../../../demo/azure-devops/generate-organization.ts'
import { gather, NOW, type Opened, openSource, readAll } from './opened-source.ts'

let opened: Opened | undefined
afterEach(() => opened?.close())

/** The streams that tell how work is organised, of every scope, as one pass reads them: some scopes at once. */
async function readStructure({ source }: Opened) {
  const scopes = await gather(source.discover())
  const readings = []
  for (const stream of ['structure', 'iterations'] as const) {
    const reading = scopes.filter(({ streams }) => streams.includes(stream))
    readings.push(...(await Promise.all(reading.map(scope => readAll(source, stream, scope, null)))))
  }
  return readings.flatMap(({ records }) => records)
}

/** Requests below each project. */
const countByProject = ({ standIn, organization }: Opened): readonly number[] =>
  organization.state.projects.map(({ id }) => standIn.requests.filter(({ path }) => path.includes(`/${id}/`)).length)

/** The demo's organisation with each of its projects' process shared by several. */
function shareProcesses() {
  const organization = generateOrganization({ seed: 11, now: NOW })
  const [first, ...others] = organization.state.projects
  if (first === undefined) throw new Error('no project')
  for (const project of others) Object.assign(project, { process: first.process, types: first.types })
  return organization
}

describe('a pass over the structure', () => {
  it('asks at most four times below a project, and twice below each other one of its process', async () => {
    opened = await openSource({ organization: shareProcesses() })
    const known = await readStructure(opened)
    expect([...countByProject(opened)].sort()).toEqual([2, 2, 4])
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
      const wordsOf = (records: typeof alone) => records.filter(({ type }) => type !== 'project')
      expect(wordsOf(await readStructure(shared))).toEqual(wordsOf(alone))
    } finally {
      await shared.close()
    }
  })
})
