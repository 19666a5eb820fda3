import fc from 'fast-check'
import { afterEach, expect, it } from 'vitest'
import { changeType, createWorkItem, editWorkItem, moveToProject } from '../../../demo/azure-devops/edits.ts'
import { generateOrganization } from '../../../demo/azure-devops/generate-organization.ts'
import { openOrganization } from '../../../demo/azure-devops/organization.ts'
import { deriveEffort } from '../../../src/work/effort.ts'
import type { WorkItemFact } from '../../../src/work/fact.ts'
import { spansFrom } from '../../../src/work/history.ts'
import { indexMappings, type MappingEntry } from '../../../src/work/mapping.ts'
import { normalize } from '../../../src/work/normalize.ts'
import { recordId } from '../../../src/work/record-id.ts'
import { NOW, type Opened, openSource, readAll } from './opened-source.ts'

const COMPLETED = 'Microsoft.VSTS.Scheduling.CompletedWork'
const MINUTE_MS = 60_000
const mapping = indexMappings([
  {
    ...{
      subject: 'field',
      externalId: COMPLETED,
      projectId: null,
      name: 'Completed Work',
      confidence: 0.9,
      reason: '',
    },
    ...{ proposed: { role: 'completed_effort', unit: 'hours', rank: 0 }, chosen: null },
  } satisfies MappingEntry,
])

let opened: Opened | undefined
afterEach(() => opened?.close())

/** What somebody does to an item: sets its hours (null empties them), or something that leaves them as they are. */
const step = fc.record({
  by: fc.nat(3),
  minutesLater: fc.constantFrom(0, 1, 60 * 24),
  act: fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({ hours: fc.option(fc.double({ min: 0, max: 500, noNaN: true }), { freq: 6 }) }),
    },
    { weight: 1, arbitrary: fc.constant('title' as const) },
    { weight: 1, arbitrary: fc.constant('type' as const) },
    { weight: 1, arbitrary: fc.constant('project' as const) },
  ),
})

it('hours of every change are dated to it, belong to who made it, and add up to what the item says', async () => {
  const { state } = generateOrganization({ seed: 11, now: NOW })
  opened = await openSource({ organization: openOrganization({ ...state, workItems: [], links: [] }) })
  const { organization, source, collection } = opened
  const people = state.people.slice(0, 4)
  const start = NOW.getTime() - 300 * 24 * 60 * MINUTE_MS
  await fc.assert(
    fc.asyncProperty(
      fc.option(fc.integer({ min: 0, max: 90 })),
      fc.array(step, { maxLength: 12 }),
      async (opening, steps) => {
        let at = start
        const by = (index: number): string => people[index]?.email ?? ''
        const personOf = (index: number): string => recordId('c', 'person', people[index]?.id ?? '')
        // An item that comes with hours, as a copy or a migration brings it, has them from its first revision.
        const { id } = createWorkItem(organization, {
          ...{ project: 'Core Platform', type: 'Task', by: by(0), at: new Date(at) },
          fields: { 'System.Title': 'Work', ...(opening !== null && { [COMPLETED]: opening }) },
        })
        let knownSeconds = (opening ?? 0) * 3600
        let said: number | null = opening
        let rev = 1
        const truth =
          knownSeconds === 0
            ? []
            : [{ rev, seconds: knownSeconds, day: new Date(at).toISOString().slice(0, 10), authorId: personOf(0) }]
        for (const { by: who, minutesLater, act } of steps) {
          at += minutesLater * MINUTE_MS
          const edit = { id, by: by(who), at: new Date(at) }
          if (act === 'title') editWorkItem(organization, { ...edit, fields: { 'System.Title': `Work ${at}` } })
          else if (act === 'type') changeType(organization, { ...edit, type: 'Bug' })
          else if (act === 'project') moveToProject(organization, { ...edit, project: 'Data Lake' })
          else {
            editWorkItem(organization, { ...edit, fields: { [COMPLETED]: act.hours } })
            said = act.hours
          }
          rev += 1
          if (said === null) continue
          const seconds = Math.round(said * 3600) - knownSeconds
          knownSeconds += seconds
          if (seconds !== 0)
            truth.push({ rev, seconds, day: new Date(at).toISOString().slice(0, 10), authorId: personOf(who) })
        }
        const { records } = await readAll(source, 'work_items', collection, null)
        const observations = records
          .filter(record => record.type === 'work_item' && record.externalId === String(id))
          .flatMap(record => normalize(record, 'c', mapping))
          .flatMap(fact => (fact as WorkItemFact).observations)
        const ledger = deriveEffort({ connectionId: 'c', externalId: String(id), id: 'item' }, spansFrom(observations))
        expect(ledger.every(({ inferred }) => inferred)).toBe(true)
        expect(
          ledger.map(({ externalId, seconds, day, authorId }) => ({
            rev: Number(externalId.split('@')[1]),
            seconds,
            day,
            authorId,
          })),
        ).toEqual(truth)
        expect(ledger.reduce((sum, { seconds }) => sum + seconds, 0)).toBe(knownSeconds)
      },
    ),
    { numRuns: 60 },
  )
}, 60_000)
