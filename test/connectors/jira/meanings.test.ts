import { describe, expect, it } from 'vitest'
import { proposeRole, readValueType } from '../../../connectors/jira/field-meaning.ts'
import { proposeKind, proposeLinkMeaning, proposeState } from '../../../connectors/jira/work-meaning.ts'

const stateOf = (name: string, category: string | null) => proposeState({ name, category })?.value ?? null

describe('a proposed meaning', () => {
  it('follows the category of a status, whatever its name and language', () => {
    expect(proposeState({ name: 'Done', category: 'new' })).toEqual({
      value: 'todo',
      confidence: 0.9,
      reason: 'status category',
    })
    expect(stateOf('要対応', 'new')).toBe('todo')
    expect(stateOf('In Bearbeitung', 'indeterminate')).toBe('in_progress')
    expect(stateOf('Erledigt', 'done')).toBe('done')
    for (const category of ['undefined', 'completed', '', null]) expect(stateOf('Done', category)).toBeNull()
  })

  it('refines it by name with less confidence, in whole words only', () => {
    expect(proposeState({ name: 'Code Review', category: 'indeterminate' })).toEqual({
      value: 'in_review',
      confidence: 0.6,
      reason: 'name',
    })
    expect(stateOf("Won't Do", 'done')).toBe('cancelled')
    expect(stateOf('Won’t do', 'done')).toBe('cancelled')
    expect(stateOf('Abgebrochen', 'done')).toBe('cancelled')
    expect(stateOf('Annulé', 'done')).toBe('cancelled')
    expect(stateOf('Bloqué', 'indeterminate')).toBe('blocked')
    expect(stateOf('Blocked', 'done')).toBe('done')
    expect(stateOf('Unblocked', 'indeterminate')).toBe('in_progress')
    expect(stateOf('Previewed', 'indeterminate')).toBe('in_progress')
    expect(stateOf('Review', 'done')).toBe('done')
  })

  it('takes the height of a type from its level and only its kind from the name', () => {
    expect(proposeKind('Anything', 1)?.value).toEqual({ kind: 'epic', level: 1 })
    expect(proposeKind('Bug', -1)?.value).toEqual({ kind: 'subtask', level: -1 })
    expect(proposeKind('Programme', 3)?.value).toEqual({ kind: 'initiative', level: 3 })
    expect(proposeKind('Bug', 0)).toMatchObject({ value: { kind: 'bug', level: 0 }, reason: 'name' })
    expect(proposeKind('Spike', 0)).toBeNull()
    expect(proposeKind('Bug', null)).toBeNull()
  })

  it('tells fields apart by their schema, and by their whole name only where that is all there is', () => {
    const float = 'com.atlassian.jira.plugin.system.customfieldtypes:float'
    const field = (name: string, custom: string, type = 'number') => ({
      id: 'customfield_1',
      name,
      custom: true,
      schema: { type, custom },
    })
    expect(proposeRole(field('Anything', 'com.pyxis.greenhopper.jira:jsw-story-points'))?.value).toMatchObject({
      role: 'estimate',
      rank: 1,
    })
    expect(proposeRole(field('Story Points', float))).toMatchObject({
      value: { role: 'estimate', rank: 2 },
      confidence: 0.6,
      reason: 'name',
    })
    expect(proposeRole(field('Story points confidence', float))).toBeNull()
    expect(proposeRole(field('Story Points', 'com.example:other'))).toBeNull()
    const system = (id: string) => ({ id, name: 'x', custom: false, schema: { type: 'number', system: id } })
    expect(proposeRole(system('timespent'))).toBeNull()
    expect(proposeRole(system('timeoriginalestimate'))?.value).toEqual({
      role: 'original_effort',
      unit: 'seconds',
      rank: 0,
    })
    expect(readValueType(field('x', float))).toBe('number')
    expect(readValueType(system('timespent'))).toBeNull()
    expect(readValueType({ id: 'parent', name: 'Parent', schema: {} })).toBeNull()
  })

  it('knows the link types every site is born with', () => {
    expect(proposeLinkMeaning('Blocks')).toEqual({ value: 'blocks', confidence: 0.8, reason: 'name' })
    expect(proposeLinkMeaning('Duplicate')?.value).toBe('duplicates')
    expect(proposeLinkMeaning('Cloners')).toBeNull()
  })
})
