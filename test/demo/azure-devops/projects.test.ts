import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AzureDevOpsStandIn } from '../../../demo/azure-devops/server.ts'
import { ask, authorization, startStandIn, TOKEN } from './organization-for-tests.ts'

describe('projects, teams and iterations', () => {
  let standIn: AzureDevOpsStandIn
  beforeAll(async () => {
    standIn = await startStandIn()
  })
  afterAll(() => standIn.close())

  it('come in pages, with the next one named in a header or by what to skip', async () => {
    const get = (path: string): Promise<Response> =>
      fetch(`${standIn.url}${path}`, { headers: { authorization: authorization(TOKEN) } })
    const first = await get('/_apis/projects?api-version=7.1&%24top=2')
    const token = first.headers.get('x-ms-continuationtoken')
    expect(((await first.json()) as { count: number }).count).toBe(2)
    const second = await get(`/_apis/projects?api-version=7.1&$top=2&continuationToken=${token}`)
    expect(second.headers.get('x-ms-continuationtoken')).toBeNull()
    const names = ((await second.json()) as { value: readonly { name: string }[] }).value.map(({ name }) => name)
    expect(names).toEqual(['Data Lake'])
    const skipped = await ask<{ value: readonly { name: string }[] }>(standIn, '/_apis/projects?$skip=1&$top=1')
    expect(skipped.value.map(({ name }) => name)).toEqual(['Billing Engine'])
  })

  it('one iteration is current, by days that belong to it to their end', async () => {
    const path = '/Core%20Platform/Migration%20Team/_apis/work/teamsettings/iterations'
    const all = await ask<{
      value: readonly { name: string; attributes: { startDate: string; finishDate: string; timeFrame: string } }[]
    }>(standIn, path)
    const current = all.value.filter(({ attributes }) => attributes.timeFrame === 'current')
    expect(current).toHaveLength(1)
    // The tests' day is a Sunday: the last of its sprint.
    expect(current[0]?.attributes).toEqual({
      startDate: '2026-11-09T00:00:00Z',
      finishDate: '2026-11-22T00:00:00Z',
      timeFrame: 'current',
    })
    expect(all.value.at(-1)?.attributes.timeFrame).toBe('future')
  })

  it('a team that plans nothing has the zero GUID, no areas and no iterations', async () => {
    const path = '/Data%20Lake/Data%20Lake%20Guild/_apis/work/teamsettings'
    expect(await ask(standIn, path)).toHaveProperty('backlogIteration.id', '00000000-0000-0000-0000-000000000000')
    expect(await ask(standIn, `${path}/teamfieldvalues`)).toMatchObject({ defaultValue: null, values: [] })
    expect(await ask(standIn, `${path}/iterations`)).toEqual({ count: 0, value: [] })
  })

  it('an unknown project or team is refused by its kind of name', async () => {
    expect(await ask(standIn, '/_apis/projects/Nowhere')).toHaveProperty(
      'typeKey',
      'ProjectDoesNotExistWithNameException',
    )
    const id = '00000000-0000-0000-0000-000000000001'
    expect(await ask(standIn, `/_apis/projects/${id}`)).toHaveProperty('typeKey', 'ProjectDoesNotExistException')
    expect(await ask(standIn, '/Data%20Lake/Nobody/_apis/work/teamsettings')).toHaveProperty(
      'typeKey',
      'TeamNotFoundException',
    )
  })
})
