import type { Fact } from '../../work/fact.ts'
import { normalize } from '../../work/normalize.ts'
import type { RawRecord } from '../../work/raw-record.ts'
import type { SourcePerson, SourceRecord } from '../../work/source-record.ts'
import type { Queryable } from '../database.ts'
import type { LoadMapping } from '../mapping/mapping-reader.ts'
import type { Proposed } from '../mapping/proposals.ts'
import type { Reading, Version } from './guarded-write.ts'
import type { ReadRecord } from './raw-records.ts'

export interface FactReading {
  readonly connectionId: string
  readonly parse: (record: RawRecord) => readonly SourceRecord[]
  readonly loadMapping: LoadMapping
}

export interface Versioned {
  readonly fact: Fact
  readonly version: Version
}

export interface FactsRead {
  readonly facts: readonly Versioned[]
  /** Records that speak of words only; what they proposed before and not now is withdrawn. */
  readonly proposers: readonly string[]
  readonly proposals: readonly Proposed[]
  /** Why a record could not be read. */
  readonly unreadable: ReadonlyMap<RawRecord, string>
}

const WORDS: ReadonlySet<SourceRecord['type']> = new Set(['status', 'item_type', 'field', 'link_type'])

/** What a batch says, in our ids and words. Only one that speaks of words may change what they mean. */
export async function readFacts(
  tx: Queryable,
  records: readonly ReadRecord[],
  { connectionId, parse, loadMapping }: FactReading,
): Promise<FactsRead> {
  const unreadable = new Map<RawRecord, string>()
  const facts: Versioned[] = []
  const proposers: string[] = []
  const proposals: Proposed[] = []
  const parsed = records.flatMap(({ raw, reading }) => {
    const source = reasonWhy(unreadable, raw, () => parse(raw))
    return source === null ? [] : [{ raw, reading, source }]
  })
  // One that says nothing may have proposed something before.
  const speaksOfWords = (source: readonly SourceRecord[]): boolean => source.every(({ type }) => WORDS.has(type))
  const mapping = await loadMapping(tx, parsed.some(({ source }) => speaksOfWords(source)) ? 'change' : 'use')
  const named = new Map<string, Naming>()
  for (const { raw, reading, source } of parsed) {
    const news = source.filter(each => each.type !== 'person' || !isRepeated(named.get(each.externalId), each, reading))
    const said = reasonWhy(unreadable, raw, () => news.flatMap(each => normalize(each, connectionId, mapping)))
    if (said === null) continue
    for (const each of news) if (each.type === 'person') named.set(each.externalId, { person: each, reading })
    const proposer = `${raw.kind} ${raw.externalId}`
    if (speaksOfWords(source)) proposers.push(proposer)
    const version = { revision: raw.revision, revisionDetail: raw.revisionDetail, ...reading }
    for (const fact of said) {
      if (fact.type === 'mapping') proposals.push({ proposer, entry: fact.entry })
      else facts.push({ fact, version })
    }
  }
  return { facts, proposers, proposals, unreadable }
}

interface Naming {
  readonly person: SourcePerson
  readonly reading: Reading
}

/** Every record names people, and nearly always as the record before it did. */
const isRepeated = (before: Naming | undefined, person: SourcePerson, reading: Reading): boolean =>
  before !== undefined &&
  before.reading === reading &&
  before.person.name === person.name &&
  before.person.email === person.email &&
  before.person.kind === person.kind &&
  before.person.active === person.active &&
  before.person.isErased === person.isErased

function reasonWhy<Said>(unreadable: Map<RawRecord, string>, raw: RawRecord, read: () => Said): Said | null {
  try {
    return read()
  } catch (error) {
    unreadable.set(raw, error instanceof Error ? error.message : String(error))
    return null
  }
}
