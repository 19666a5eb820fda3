import { describe, expect, test } from 'vitest'
import { resolveEstimateField } from '../../src/work/estimate-field.ts'
import { indexMappings, type MappingEntry, readsAlike } from '../../src/work/mapping.ts'
import { mergeProposals } from '../../src/work/merge-proposals.ts'
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
  const roleOf = (role: FieldMeaning['role'], ...[externalId, rank, projectId]: Parameters<typeof field>) => {
    const entry = field(externalId, rank, projectId)
    return { ...entry, proposed: { role, unit: null, rank } } as MappingEntry
  }
  const idsIn = (projectId: string, role: FieldMeaning['role'], ...entries: readonly MappingEntry[]) =>
    indexMappings(entries)
      .fieldsOf(projectId)
      .get(role)
      ?.map(({ fieldId }) => fieldId)

  test('come with those of the project first, then by rank, then by id', () => {
    const day = (...args: Parameters<typeof field>) => roleOf('target_day', ...args)
    const entries = [day('d', 0), day('c', 1), day('b', 1), day('a', 2, 'p'), day('x', 0, 'q')]
    expect(idsIn('p', 'target_day', ...entries)).toEqual(['a', 'd', 'b', 'c'])
    expect(idsIn('q', 'target_day', ...entries.reverse())).toEqual(['x', 'd', 'b', 'c'])
  })

  test('begin with what a person chose', () => {
    const chosen: MappingEntry = {
      ...field('z', 9),
      chosen: { role: 'target_day', unit: null, rank: 9 },
    } as MappingEntry
    expect(idsIn('p', 'target_day', roleOf('target_day', 'a', 0, 'p'), chosen)).toEqual(['z', 'a'])
  })

  test('are none where nothing is mapped', () => {
    expect(idsIn('p', 'estimate')).toBeUndefined()
  })

  test('hold no field that shall mean nothing in that project', () => {
    const ended = { ...field('a', 0, 'p'), chosen: 'nothing' } as MappingEntry
    expect(idsIn('p', 'estimate', field('a', 0), ended)).toBeUndefined()
    expect(idsIn('q', 'estimate', field('a', 0), ended)).toEqual(['a'])
  })
})

describe('the estimate of a project', () => {
  const chosen = (...args: Parameters<typeof field>): MappingEntry => {
    const entry = field(...args)
    return { ...entry, chosen: entry.proposed } as MappingEntry
  }

  test.each([
    [
      'is the field of its board, and no other where that is empty',
      [field('board', 0, 'p'), field('site', 0)],
      ['board'],
    ],
    [
      'is read from the fields of the site where no board says more, best first',
      [field('b', 2), field('a', 1)],
      ['a', 'b'],
    ],
    [
      'is none where two boards count different fields',
      [field('a', 0, 'p'), field('b', 0, 'p'), field('c', 0)],
      undefined,
    ],
    ['is the better one of two boards', [field('a', 1, 'p'), field('b', 0, 'p')], ['b', 'a']],
    ['is what a person chose where two boards disagree', [chosen('a', 0, 'p'), field('b', 0, 'p')], ['a']],
    ['is what a person chose everywhere, whatever a board says', [chosen('a', 0), field('b', 0, 'p')], ['a']],
    ['is what a person chose here, rather than everywhere', [chosen('a', 0), chosen('b', 0, 'p')], ['b']],
    ['is that of another project in no case', [field('x', 0, 'q')], undefined],
  ] as const)('%s', (_, entries, ids) => {
    for (const order of [entries, [...entries].reverse()]) {
      const found = indexMappings(order).fieldsOf('p').get('estimate')
      expect(found?.map(({ fieldId }) => fieldId)).toEqual(ids)
    }
  })

  test('has the unit that holds in the project', () => {
    const mapping = indexMappings([field('a', 0), field('a', 5, 'p', 'hours')])
    expect(mapping.fieldsOf('p').get('estimate')).toEqual([{ fieldId: 'a', unit: 'hours' }])
    expect(mapping.fieldsOf('q').get('estimate')).toEqual([{ fieldId: 'a', unit: 'points' }])
  })

  test('is told with its reason, and with the rivals where there is none', () => {
    const words = (entries: readonly MappingEntry[]) =>
      entries.map(each => ({ ...each, chosenBy: 'Wei', chosenAt: null }))
    expect(resolveEstimateField(words([chosen('a', 0, 'p'), field('b', 0, 'p')]), 'p')).toEqual({
      fields: [{ externalId: 'a', name: 'a', unit: 'points' }],
      rivals: [],
      why: 'Chosen in this project by Wei.',
    })
    const undecided = resolveEstimateField(words([field('a', 0, 'p'), field('b', 0, 'p')]), 'p')
    expect(undecided).toMatchObject({ fields: [], rivals: [{ externalId: 'a' }, { externalId: 'b' }] })
    expect(undecided.why).toContain('Choose one in the mappings')
    expect(resolveEstimateField([], 'p')).toMatchObject({ fields: [], rivals: [] })
  })
})

describe('a word that shall mean nothing', () => {
  test('has no meaning, whatever is proposed for it', () => {
    expect(indexMappings([{ ...status('done', 1), chosen: 'nothing' } as MappingEntry]).stateOf('5')).toBeNull()
  })
})

describe('proposals of several records for one word', () => {
  const proposal = (proposed: WorkState | null, confidence: number, reason = '') => ({
    name: 'Ready',
    proposed,
    confidence,
    reason,
  })

  test.each([
    ['the surest counts', [proposal('todo', 0.6), proposal('done', 0.9)], 'done'],
    ['equally sure ones that agree count', [proposal('done', 0.9), proposal('done', 0.9)], 'done'],
    ['equally sure ones that differ are none', [proposal('todo', 0.9), proposal('done', 0.9)], null],
  ] as const)('%s', (_, proposals, proposed) => {
    expect(mergeProposals(proposals)?.proposed).toBe(proposed)
    expect(mergeProposals(proposals.toReversed())?.proposed).toBe(proposed)
  })

  test('nobody proposes nothing', () => {
    expect(mergeProposals([])).toBeNull()
  })
})

test('two sets of words read alike when every look-up gives the same', () => {
  const sure = status('done', 0.9)
  expect(readsAlike([sure], [{ ...sure, chosen: 'done' } as MappingEntry])).toBe(true)
  expect(readsAlike([sure], [{ ...sure, chosen: 'todo' } as MappingEntry])).toBe(false)
  expect(readsAlike([status('done', 0.3)], [])).toBe(true)
  expect(readsAlike([field('a', 0)], [field('a', 1)])).toBe(true)
  expect(readsAlike([field('a', 0), field('b', 1)], [field('a', 1), field('b', 0)])).toBe(false)
  expect(readsAlike([field('a', 0)], [field('a', 0), field('b', 0, 'p')])).toBe(false)
})
