import { describe, expect, it, test } from 'vitest'
import { readValueType } from '../../../connectors/jira/field-meaning.ts'
import jira from '../../../connectors/jira/index.ts'
import { samples } from '../../../connectors/jira/recordings/index.ts'
import type { Json } from '../../../src/work/raw-record.ts'
import type { SourceWorkItem } from '../../../src/work/source-record.ts'
import { history, type JsonObject, row } from './history-rows.ts'

const FIELD = 'customfield_10100'

function parseWith(type: string, value: Json, ...histories: readonly Json[]): SourceWorkItem {
  const story = samples.movedStory as { readonly fields: JsonObject }
  const item = jira
    .parse({
      kind: 'issue',
      externalId: '10402',
      revision: 1,
      revisionDetail: 1,
      payload: { issue: { id: '10402', key: 'TRN-3', fields: { ...story.fields, [FIELD]: value } }, histories },
      context: { siteUrl: 'https://lumen-rail.atlassian.net', valueTypes: { [FIELD]: type } },
      fetchedAt: '2026-11-20T12:00:00.000Z',
    })
    .find(parsed => parsed.type === 'work_item')
  if (item?.type !== 'work_item') throw new Error('no work item was parsed')
  return item
}

const option = (id: string, value: string): JsonObject => ({ id, value })
const changed = (...[from, fromText, to, toText]: readonly (string | null)[]) =>
  history(1, '2026-10-01T08:00:00.000+0000', row(FIELD, 'Tier', from ?? '', fromText ?? '', to ?? '', toText ?? ''))
const valuesOf = ({ history: entries }: SourceWorkItem) =>
  entries.flatMap(({ set }) => (Object.hasOwn(set, FIELD) ? [set[FIELD]] : []))

const TYPES = 'com.atlassian.jira.plugin.system.customfieldtypes:'
test.each([
  [{ type: 'option', custom: `${TYPES}select` }, 'option'],
  [{ type: 'option', custom: `${TYPES}radiobuttons` }, 'option'],
  [{ type: 'array', items: 'option', custom: `${TYPES}multiselect` }, 'options'],
  [{ type: 'array', items: 'option', custom: `${TYPES}multicheckboxes` }, 'options'],
  [{ type: 'option-with-child', custom: `${TYPES}cascadingselect` }, 'nested'],
  [{ type: 'string', custom: `${TYPES}textfield` }, 'text'],
  [{ type: 'string', custom: `${TYPES}url` }, 'text'],
  [{ type: 'array', items: 'string', custom: `${TYPES}labels` }, 'labels'],
  // Long texts, people, and what apps and other parts of Jira keep for themselves.
  [{ type: 'string', custom: `${TYPES}textarea` }, null],
  [{ type: 'user', custom: `${TYPES}userpicker` }, null],
  [{ type: 'array', items: 'string', custom: 'com.pyxis.greenhopper.jira:gh-sprint' }, null],
  [{ type: 'any', custom: 'com.pyxis.greenhopper.jira:gh-lexo-rank' }, null],
])('a field of the schema %o is read as %s', (schema, type) => {
  expect(readValueType({ id: FIELD, name: 'Tier', custom: true, schema })).toBe(type)
})

describe('a value that is told by its words', () => {
  it.each([
    ['option', option('7', 'Gold'), 'Gold'],
    ['options', [option('7', 'Gold'), option('8', 'Silver, old')], ['Gold', 'Silver, old']],
    ['nested', { ...option('7', 'Europe'), child: option('9', 'Oslo') }, 'Europe / Oslo'],
    ['nested', option('7', 'Europe'), 'Europe'],
    ['text', '  Contract 17 ', 'Contract 17'],
    ['labels', ['one', 'two'], ['one', 'two']],
    ['option', null, null],
    ['options', null, []],
    ['nested', 'of another type now', null],
    ['text', '', null],
    ['labels', 'of another type now', []],
  ] as const)('%s: %j is %j', (type, value, read) => {
    const item = parseWith(type, value as Json)
    expect(item.fields[FIELD]).toEqual(read)
    expect(valuesOf(item)).toEqual([read])
    expect(item.gap).toBeNull()
  })

  it('has the history of its words', () => {
    const gold = option('7', 'Gold')
    expect(valuesOf(parseWith('option', gold, changed('6', 'Tin', '7', 'Gold')))).toEqual(['Tin', 'Gold'])
    expect(valuesOf(parseWith('option', gold, changed('', '', '7', 'Gold')))).toEqual([null, 'Gold'])
    expect(valuesOf(parseWith('options', [gold], changed('[6]', 'Tin, old', '[7]', 'Gold')))).toEqual([
      ['Tin, old'],
      ['Gold'],
    ])
    expect(valuesOf(parseWith('labels', ['a', 'b'], changed('', 'a', '', 'a b')))).toEqual([['a'], ['a', 'b']])
    expect(valuesOf(parseWith('text', 'new', changed('', 'old', '', 'new')))).toEqual(['old', 'new'])
  })

  it('keeps the name of today for an option that was renamed, and no gap', () => {
    const item = parseWith('option', option('7', 'Platinum'), changed('6', 'Tin', '7', 'Gold'))
    expect(valuesOf(item)).toEqual(['Tin', 'Platinum'])
    expect(item.gap).toBeNull()
  })

  it('knows an option that is chosen no more by its id, where a text of several cannot be taken apart', () => {
    const item = parseWith('options', [option('7', 'Gold')], changed('[6, 7]', 'Tin, old, Gold', '[7]', 'Gold'))
    expect(valuesOf(item)).toEqual([['6', 'Gold'], ['Gold']])
  })

  it('ends at the value of now, without a gap, where the history was shortened', () => {
    const item = parseWith('text', 'x'.repeat(250), changed('', '', '', 'x'.repeat(200)))
    expect(valuesOf(item)).toEqual([null, 'x'.repeat(200), 'x'.repeat(250)])
    expect(item.gap).toBeNull()
  })
})
