import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AzureDevOpsStandIn } from '../../../demo/azure-devops/server.ts'
import { type Area, descriptionsExist, loadDescription, type OfficialDescription } from './official-description.ts'
import { ask, startStandIn } from './organization-for-tests.ts'

const PROJECT = '/Core%20Platform'
const TEAM = `${PROJECT}/Migration%20Team`
const organization = '/{organization}'

describe.skipIf(!descriptionsExist)(
  'the stand-in answers as the official 7.1 descriptions say (skipped without ../shared/specs)',
  () => {
    let standIn: AzureDevOpsStandIn
    let iteration: string
    const descriptions = new Map<Area, OfficialDescription>()
    const descriptionOf = (area: Area): OfficialDescription => {
      const description = descriptions.get(area) ?? loadDescription(area)
      descriptions.set(area, description)
      return description
    }

    beforeAll(async () => {
      standIn = await startStandIn({ pageSize: 50 })
      const iterations = await ask<{ value: readonly { id: string }[] }>(
        standIn,
        `${TEAM}/_apis/work/teamsettings/iterations?$timeframe=current`,
      )
      iteration = iterations.value[0]?.id ?? 'none is current'
    })
    afterAll(() => standIn.close())

    const expectDescribed = async (
      area: Area,
      described: string,
      path: string,
      request: Parameters<typeof ask>[2] = {},
    ): Promise<void> => {
      const answer = await ask<unknown>(standIn, path, request)
      expect(answer).not.toHaveProperty('typeKey')
      const method = request.body === undefined ? 'get' : 'post'
      expect(descriptionOf(area).listFaults(method, `${organization}${described}`, answer)).toEqual([])
    }

    it('finds fault with an answer that is not as described', () => {
      const listFaults = (answer: unknown): readonly string[] =>
        descriptionOf('wit').listFaults('get', `${organization}/{project}/_apis/wit/workitems`, answer)
      expect(listFaults({ value: [{ id: 1, rev: 2, fields: { 'System.Title': 'fine' } }] })).toEqual([])
      expect(listFaults({ value: [{ id: 'one', rev: 2 }] })).not.toEqual([])
      expect(listFaults({ value: [{ id: 1, relations: [{ rel: 5 }] }] })).not.toEqual([])
    })

    it.each([
      ['/_apis/projects', '/_apis/projects?stateFilter=all', undefined],
      ['/_apis/projects/{projectId}', '/_apis/projects/Core%20Platform?includeCapabilities=true', undefined],
      ['/_apis/projects/{projectId}/teams', '/_apis/projects/Core%20Platform/teams?$expandIdentity=true', undefined],
      ['/_apis/teams', '/_apis/teams', '7.1-preview.3'],
      [
        '/_apis/projects/{projectId}/teams/{teamId}/members',
        '/_apis/projects/Core%20Platform/teams/Migration%20Team/members',
        undefined,
      ],
    ])('core: %s', async (described, path, version) => {
      await expectDescribed('core', described, path, version === undefined ? {} : { version })
    })

    it.each([
      ['/{project}/_apis/wit/fields', `${PROJECT}/_apis/wit/fields`],
      ['/{project}/_apis/wit/workitemtypes', `${PROJECT}/_apis/wit/workitemtypes`],
      ['/{project}/_apis/wit/workitemtypes/{type}', `${PROJECT}/_apis/wit/workitemtypes/Risk`],
      ['/{project}/_apis/wit/workitemtypes/{type}/fields', `${PROJECT}/_apis/wit/workitemtypes/Bug/fields`],
      ['/{project}/_apis/wit/workitemtypes/{type}/states', `${PROJECT}/_apis/wit/workitemtypes/User%20Story/states`],
      ['/{project}/_apis/wit/workitemtypecategories', `${PROJECT}/_apis/wit/workitemtypecategories`],
      ['/_apis/wit/workitemrelationtypes', '/_apis/wit/workitemrelationtypes'],
      ['/{project}/_apis/wit/tags', `${PROJECT}/_apis/wit/tags`],
      ['/{project}/_apis/wit/classificationnodes', `${PROJECT}/_apis/wit/classificationnodes?$depth=20`],
      [
        '/{project}/_apis/wit/classificationnodes/{structureGroup}/{path}',
        `${PROJECT}/_apis/wit/classificationnodes/Areas/Migration%2FServices?$depth=1`,
      ],
      ['/{project}/_apis/wit/workitems', '/_apis/wit/workitems?ids=101,102&$expand=all'],
      ['/{project}/_apis/wit/workitems/{id}', '/_apis/wit/workitems/101'],
      ['/{project}/_apis/wit/workItems/{id}/updates', '/_apis/wit/workItems/101/updates'],
      ['/{project}/_apis/wit/workItems/{id}/revisions', '/_apis/wit/workItems/101/revisions'],
      [
        '/{project}/_apis/wit/reporting/workitemrevisions',
        '/_apis/wit/reporting/workitemrevisions?includeDeleted=true',
      ],
      ['/{project}/_apis/wit/reporting/workitemlinks', '/_apis/wit/reporting/workitemlinks'],
      ['/{project}/_apis/wit/recyclebin', `${PROJECT}/_apis/wit/recyclebin`],
    ])('wit: %s', async (described, path) => {
      await expectDescribed('wit', described, path)
    })

    it('wit: work items by batch, revisions by filter, ids by query', async () => {
      const query = 'SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = @project ORDER BY [System.Id]'
      await expectDescribed('wit', '/{project}/_apis/wit/workitemsbatch', '/_apis/wit/workitemsbatch', {
        body: { ids: [101], $expand: 'all' },
      })
      await expectDescribed('wit', '/{project}/_apis/wit/workitemsbatch', '/_apis/wit/workitemsbatch', {
        body: { ids: [101, 9_999_999], errorPolicy: 'omit' },
      })
      await expectDescribed(
        'wit',
        '/{project}/_apis/wit/reporting/workitemrevisions',
        '/_apis/wit/reporting/workitemrevisions',
        { body: { includeIdentityRef: true } },
      )
      await expectDescribed('wit', '/{project}/{team}/_apis/wit/wiql', `${PROJECT}/_apis/wit/wiql`, { body: { query } })
    })

    it.each([
      ['/{project}/{team}/_apis/work/teamsettings', '/teamsettings'],
      ['/{project}/{team}/_apis/work/teamsettings/teamfieldvalues', '/teamsettings/teamfieldvalues'],
      ['/{project}/{team}/_apis/work/teamsettings/iterations', '/teamsettings/iterations'],
      ['/{project}/{team}/_apis/work/teamsettings/iterations/{id}', '/teamsettings/iterations/ITERATION'],
      [
        '/{project}/{team}/_apis/work/teamsettings/iterations/{iterationId}/capacities',
        '/teamsettings/iterations/ITERATION/capacities',
      ],
      [
        '/{project}/{team}/_apis/work/teamsettings/iterations/{iterationId}/teamdaysoff',
        '/teamsettings/iterations/ITERATION/teamdaysoff',
      ],
      [
        '/{project}/{team}/_apis/work/teamsettings/iterations/{iterationId}/workitems',
        '/teamsettings/iterations/ITERATION/workitems',
      ],
      ['/{project}/{team}/_apis/work/backlogconfiguration', '/backlogconfiguration'],
    ])('work: %s', async (described, path) => {
      await expectDescribed('work', described, `${TEAM}/_apis/work${path.replace('ITERATION', iteration)}`)
    })

    it.each([
      ['/{project}/_apis/work/processconfiguration', '/processconfiguration'],
      [
        '/{project}/_apis/work/iterations/{iterationId}/iterationcapacities',
        '/iterations/ITERATION/iterationcapacities',
      ],
    ])('work: %s', async (described, path) => {
      await expectDescribed('work', described, `${PROJECT}/_apis/work${path.replace('ITERATION', iteration)}`)
    })

    it('hooks: subscriptions, made and listed', async () => {
      const body = {
        publisherId: 'tfs',
        eventType: 'workitem.updated',
        consumerId: 'webHooks',
        consumerActionId: 'httpRequest',
        publisherInputs: { projectId: '' },
        consumerInputs: { url: 'http://127.0.0.1:9/hook', basicAuthUsername: 'u', basicAuthPassword: 'secret' },
      }
      await expectDescribed('hooks', '/_apis/hooks/subscriptions', '/_apis/hooks/subscriptions', { body })
      await expectDescribed('hooks', '/_apis/hooks/subscriptions', '/_apis/hooks/subscriptions')
    })
  },
)
