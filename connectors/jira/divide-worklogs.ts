import { Type } from 'typebox'
import type { Division } from '../connector.ts'
import { readCursor, writeCursor } from '../cursor-text.ts'
import type { SiteClient } from './product.ts'
import { writeReadUntil } from './worklog-cursor.ts'
import { readFeed } from './worklogs.ts'

/** Each window reads up to a page beyond its end, so more of them cost more requests. */
const WINDOWS = 8
const HOUR_MS = 3_600_000

const windowSchema = Type.Object({ fromMs: Type.Integer({ minimum: 0 }), beforeMs: Type.Integer({ minimum: 0 }) })

export interface WorklogWindow {
  readonly fromMs: number
  readonly beforeMs: number
}

/** The window of the feed of worklogs that {@link divideWorklogs} named so; null for what is none. */
export const readWindow = (externalId: string): WorklogWindow | null => readCursor(windowSchema, externalId)

/** In windows of when worklogs were last edited; one that is edited meanwhile moves past them all, to where we go on. */
export async function divideWorklogs(client: SiteClient, nowMs: number): Promise<Division | null> {
  const first = await readFeed(client, 'updated', 0)
  const beginMs = first.values[0]?.updatedTime
  if (first.lastPage || beginMs === undefined || nowMs - beginMs < HOUR_MS) return null
  const stepMs = Math.ceil((nowMs - beginMs) / WINDOWS)
  const parts = Array.from({ length: WINDOWS }, (_, index) => {
    const fromMs = index === 0 ? 0 : Math.trunc(beginMs + index * stepMs)
    const window = { fromMs, beforeMs: Math.trunc(beginMs + (index + 1) * stepMs) }
    const day = new Date(index === 0 ? beginMs : fromMs).toISOString().slice(0, 10)
    return { externalId: writeCursor(windowSchema, window), name: `worklogs since ${day}` }
  })
  return { parts, cursor: writeReadUntil(nowMs) }
}
