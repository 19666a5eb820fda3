import * as azureDevOps from 'azure-devops-node-api'
import {
  TreeStructureGroup,
  WorkItemErrorPolicy,
  WorkItemExpand,
} from 'azure-devops-node-api/interfaces/WorkItemTrackingInterfaces.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AzureDevOpsStandIn } from '../../../demo/azure-devops/server.ts'
import { startStandIn, TOKEN } from './organization-for-tests.ts'

describe('azure-devops-node-api works against the stand-in', () => {
  let standIn: AzureDevOpsStandIn
  let client: azureDevOps.WebApi

  beforeAll(async () => {
    standIn = await startStandIn({ pageSize: 5_000 })
    client = new azureDevOps.WebApi(standIn.url, azureDevOps.getPersonalAccessTokenHandler(TOKEN), { keepAlive: true })
  })
  afterAll(async () => {
    client.rest.client.dispose()
    await standIn.close()
  })

  it('connects, and says who is calling which organisation', async () => {
    const connection = await client.connect()
    expect(connection.instanceId).toBe(standIn.organization.state.id)
    expect(connection.authenticatedUser?.providerDisplayName).toBe('Amara Osei')
  })

  it('lists projects with their process, teams and members', async () => {
    const core = await client.getCoreApi()
    const projects = await core.getProjects('all', 100, 0)
    expect(projects.map(({ name }) => name)).toEqual(['Core Platform', 'Billing Engine', 'Data Lake'])
    const project = await core.getProject(projects[1]?.id ?? '', true)
    expect(project.capabilities?.processTemplate?.templateName).toBe('Scrum')
    const teams = await core.getTeams(projects[0]?.id ?? '', false, 1_000, 0)
    expect(teams.map(({ name }) => name)).toContain('Migration Team')
    expect(await core.getAllTeams(false, 1_000, 0)).toHaveLength(10)
    const members = await core.getTeamMembersWithExtendedProperties(projects[0]?.id ?? '', teams[1]?.id ?? '', 1_000, 0)
    expect(members.filter(({ isTeamAdmin }) => isTeamAdmin)).toHaveLength(1)
    expect(members[0]?.identity?.uniqueName).toMatch(/@halden\.example$/)
    expect(await core.getProjectHistoryEntries(0)).toHaveLength(6)
  })

  it('reads fields, types with their states, and link types', async () => {
    const tracking = await client.getWorkItemTrackingApi()
    const fields = await tracking.getFields()
    expect(fields.find(({ referenceName }) => referenceName === 'System.AssignedTo')?.isIdentity).toBe(true)
    const types = await tracking.getWorkItemTypes('Core Platform')
    expect(types.map(({ name }) => name)).toEqual(['Epic', 'Feature', 'User Story', 'Task', 'Bug', 'Risk'])
    const states = await tracking.getWorkItemTypeStates('Core Platform', 'User Story')
    expect(states.map(({ category }) => category)).toEqual([
      'Proposed',
      'InProgress',
      'Resolved',
      'Completed',
      'Removed',
    ])
    const links = await tracking.getRelationTypes()
    expect(links.map(({ referenceName }) => referenceName)).toContain('System.LinkTypes.Dependency-Reverse')
    const categories = await tracking.getWorkItemTypeCategories('Billing Engine')
    expect(
      categories.find(({ referenceName }) => referenceName === 'Microsoft.RequirementCategory')?.defaultWorkItemType
        ?.name,
    ).toBe('Product Backlog Item')
  })

  it('reads the area and iteration trees, with days that are midnight UTC', async () => {
    const tracking = await client.getWorkItemTrackingApi()
    const [areas, iterations] = await tracking.getRootNodes('Data Lake', 99)
    expect(areas?.children?.map(({ name }) => name)).toEqual(['Search Index', 'Lakehouse'])
    const sprint = iterations?.children?.[0]?.children?.[0]
    expect(sprint?.path).toBe('\\Data Lake\\Iteration\\Release 1\\Sprint 1')
    expect(sprint?.attributes?.startDate).toBe('2026-02-16T00:00:00Z')
    expect(sprint?.attributes?.finishDate).toBe('2026-03-01T00:00:00Z')
    const nested = await tracking.getClassificationNode(
      'Data Lake',
      TreeStructureGroup.Iterations,
      'Release 1/Sprint 1',
      1,
    )
    expect(nested.identifier).toBe(sprint?.identifier)
  })

  it('reads team settings, areas, iterations, capacities and days off', async () => {
    const work = await client.getWorkApi()
    const team = { project: 'Core Platform', team: 'Migration Team' }
    const settings = await work.getTeamSettings(team)
    expect(settings.backlogIteration?.name).toBe('Core Platform')
    const areas = await work.getTeamFieldValues(team)
    expect(areas.defaultValue).toBe('Core Platform\\Migration')
    const [current] = await work.getTeamIterations(team, 'current')
    const capacity = await work.getCapacitiesWithIdentityRefAndTotals(team, current?.id ?? '')
    expect(capacity.teamMembers).toHaveLength(4)
    expect(capacity.totalCapacityPerDay).toBeGreaterThan(12)
    expect(await work.getTeamDaysOff(team, current?.id ?? '')).toHaveProperty('daysOff')
    const backlogs = await work.getBacklogConfigurations(team)
    expect(backlogs.backlogFields?.typeFields?.Effort).toBe('Microsoft.VSTS.Scheduling.StoryPoints')
    const process = await work.getProcessConfiguration('Billing Engine')
    expect(process.typeFields?.Effort?.referenceName).toBe('Microsoft.VSTS.Scheduling.Effort')
  })

  it('reads work items by batch, by query, and one by one', async () => {
    const tracking = await client.getWorkItemTrackingApi()
    const query = 'SELECT [System.Id] FROM WorkItems WHERE [System.Id] > 0 ORDER BY [System.Id]'
    const found = await tracking.queryByWiql({ query }, undefined, true, 10)
    const ids = (found.workItems ?? []).map(({ id }) => id ?? 0)
    expect(ids).toHaveLength(10)
    const batch = await tracking.getWorkItemsBatch({
      ids,
      $expand: WorkItemExpand.All,
      errorPolicy: WorkItemErrorPolicy.Omit,
    })
    expect(batch.map(({ id }) => id)).toEqual(ids)
    expect(batch[1]?.fields?.['System.Watermark']).toBeTypeOf('number')
    const listed = await tracking.getWorkItems(
      [101, 9_999_999],
      undefined,
      undefined,
      WorkItemExpand.Relations,
      WorkItemErrorPolicy.Omit,
    )
    expect(listed[1]).toBeNull()
    expect((await tracking.getWorkItem(101, ['System.Title'])).fields).toHaveProperty(['System.Title'])
    expect((await tracking.getUpdates(101, 200, 0))[0]).toMatchObject({ id: 1, rev: 1, workItemId: 101 })
    expect(await tracking.getWorkItem(9_999_999)).toBeNull()
  })

  it('reads the revision feed, the link feed and the recycle bin', async () => {
    const tracking = await client.getWorkItemTrackingApi()
    const revisions = await tracking.readReportingRevisionsPost({ includeDeleted: true, includeIdentityRef: true })
    expect(revisions.values).toHaveLength(5_000)
    expect(revisions.isLastBatch).toBe(false)
    const links = await tracking.getReportingLinksByLinkType(undefined as unknown as string, [
      'System.LinkTypes.Dependency',
    ])
    expect(links.isLastBatch).toBe(true)
    expect(links.values?.[0]).toMatchObject({ rel: 'System.LinkTypes.Dependency', isActive: true })
    const deleted = await tracking.getDeletedWorkItemShallowReferences('Core Platform')
    const ids = deleted.map(({ id }) => id ?? 0)
    const [first] = await tracking.getDeletedWorkItems(ids, 'Core Platform')
    expect(first?.deletedDate).toMatch(/^\d+\/\d+\/2026 \d+:\d\d:\d\d [AP]M$/)
  })

  it('counts connections: one client that keeps them alive needs far fewer than requests', () => {
    expect(standIn.requests.length).toBeGreaterThan(30)
    expect(standIn.connectionsOpened()).toBeLessThan(standIn.requests.length / 3)
  })
})
