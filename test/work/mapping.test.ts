import { describe, expect, test } from 'vitest'
import { indexMappings, type MappingEntry } from '../../src/work/mapping.ts'
import type { FieldMeaning } from '../../src/work/source-record.ts'
import type { WorkState } from '../../src/work/work-item.ts'

const status = (
  proposed: WorkState | null,
  confidence: number,
  more: { readonly chosen?: WorkState; readonly projectId?: string } = {},
): MappingEntry => ({
  subject: 'status',
  externalId: '5',
  projectId: null,
  name: 'Ready',
  proposed,
  confidence,
  reason: '',
  chosen: null,
  ...more,
})

const field = (
  externalId: string,
  rank: number,
  projectId: string | null = null,
  unit: FieldMeaning['unit'] = 'points',
): MappingEntry => ({
  subject: 'field',
  externalId,
  projectId,
  name: externalId,
  proposed: { role: 'estimate', unit, rank },
  confidence: 0.9,
  reason: '',
  chosen: null,
})

describe('the state of a status', () => {
  test.each([
    ['is unknown without an entry', [], null],
    ['is the proposal from a confidence of one half on', [status('done', 0.5)], 'done'],
    ['is unknown where the proposal is less sure', [status('done', 0.49)], null],
    ["is a person's choice, whatever was proposed", [status('done', 0.9, { chosen: 'in_review' })], 'in_review'],
    [
      'is the one that holds everywhere, rather than in one project',
      [status('todo', 0.9, { projectId: 'p' }), status('done', 0.9)],
      'done',
    ],
    [
      "is a person's choice in one project, rather than a proposal for all",
      [status('done', 0.9), status(null, 0, { chosen: 'todo', projectId: 'p' })],
      'todo',
    ],
    [
      'is unknown where equals disagree',
      [status('todo', 0.9, { projectId: 'p' }), status('done', 0.9, { projectId: 'q' })],
      null,
    ],
    [
      'is known where equals agree',
      [status('done', 0.9, { projectId: 'p' }), status('done', 0.9, { projectId: 'q' })],
      'done',
    ],
  ] as const)('%s', (_, entries, state) => {
    expect(indexMappings(entries).stateOf('5')).toBe(state)
    expect(indexMappings([...entries].reverse()).stateOf('5')).toBe(state)
  })
})

test('the kind of a type and the meaning of a link are found by their ids', () => {
  const base = { externalId: '7', name: '', confidence: 1, reason: '', chosen: null }
  const mapping = indexMappings([
    { ...base, subject: 'item_type', projectId: 'p', proposed: { kind: 'story', level: 0 } },
    { ...base, subject: 'link_type', projectId: null, proposed: 'blocks' },
  ])
  expect(mapping.kindOf('7')).toEqual({ kind: 'story', level: 0 })
  expect(mapping.meaningOf('7')).toBe('blocks')
  expect([mapping.kindOf('8'), mapping.meaningOf('8'), mapping.stateOf('7')]).toEqual([null, null, null])
})

describe('the fields with a role in a project', () => {
  const idsIn = (projectId: string, ...entries: readonly MappingEntry[]) =>
    indexMappings(entries)
      .fieldsOf(projectId)
      .get('estimate')
      ?.map(({ fieldId }) => fieldId)

  test('come with those of the project first, then by rank, then by id', () => {
    const entries = [field('d', 0), field('c', 1), field('b', 1), field('a', 2, 'p'), field('x', 0, 'q')]
    expect(idsIn('p', ...entries)).toEqual(['a', 'd', 'b', 'c'])
    expect(idsIn('q', ...entries.reverse())).toEqual(['x', 'd', 'b', 'c'])
  })

  test('are named once, with the unit that holds in the project', () => {
    const mapping = indexMappings([field('a', 0), field('a', 5, 'p', 'hours')])
    expect(mapping.fieldsOf('p').get('estimate')).toEqual([{ fieldId: 'a', unit: 'hours' }])
    expect(mapping.fieldsOf('q').get('estimate')).toEqual([{ fieldId: 'a', unit: 'points' }])
  })

  test('are none where nothing is mapped', () => {
    expect(idsIn('p')).toBeUndefined()
  })
})
