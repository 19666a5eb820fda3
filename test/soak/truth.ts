/** What a tracker holds, in its own ids and words: what a perfect copy of it would say. */
export interface Truth {
  /** Everything that the account can see now. */
  readonly projects: ReadonlyMap<string, Row>
  readonly iterations: ReadonlyMap<string, Row>
  readonly releases: ReadonlyMap<string, Row>
  readonly workItems: ReadonlyMap<string, Row>
  readonly worklogs: ReadonlyMap<string, Row>
  readonly links: ReadonlyMap<string, Row>
  /** Table and id of those that a copy may also not have: what no list shows, but who asks for it by its id. */
  readonly optional: ReadonlySet<string>
  /** Items whose past lies partly where the account may not look: what was then, a copy cannot know. */
  readonly secretive: ReadonlySet<string>
  /** Names by id, of all people who ever were named. */
  readonly people: ReadonlyMap<string, string>
  readonly histories: readonly History[]
  /** From here on the histories are complete. */
  readonly sinceMs: number
}

export type Row = Readonly<Record<string, string | number | boolean | null | readonly string[]>>

/** All that one field of one record was, oldest first; several values are in the order of text. */
export interface History {
  readonly kind: 'work_item' | 'release'
  readonly externalId: string
  readonly field: string
  readonly values: readonly { readonly atMs: number; readonly value: readonly string[] }[]
}

export interface Recorder {
  /** What the fields of a record are at an instant. Of one instant only the last counts. */
  readonly record: (
    kind: History['kind'],
    externalId: string,
    atMs: number,
    fields: Readonly<Record<string, string | number | null | readonly string[]>>,
  ) => void
  readonly list: () => readonly History[]
}

interface Recorded extends Omit<History, 'values'> {
  readonly values: { readonly atMs: number; value: readonly string[] }[]
}

/** Turns what is so at each moment into histories, without looking at what the tracker itself writes down as history. */
export function createRecorder(): Recorder {
  const histories = new Map<string, Recorded>()
  return {
    record: (kind, externalId, atMs, fields) => {
      for (const [field, content] of Object.entries(fields)) {
        const key = `${kind} ${externalId} ${field}`
        const history: Recorded = histories.get(key) ?? { kind, externalId, field, values: [] }
        histories.set(key, history)
        const value = toValues(content)
        const last = history.values.at(-1)
        if (last?.value.join('\n') === value.join('\n')) continue
        if (last?.atMs === atMs) last.value = value
        else history.values.push({ atMs, value })
      }
    },
    list: () => [...histories.values()],
  }
}

function toValues(content: string | number | null | readonly string[]): readonly string[] {
  if (content === null) return []
  if (typeof content === 'string' || typeof content === 'number') return [String(content)]
  return [...content].sort()
}
