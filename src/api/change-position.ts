import type { Snapshot } from '../store/change/change-marks.ts'

/** Up to where somebody knows what changed: a snapshot of the database, and when it was taken. */
export interface ChangePosition {
  readonly snapshot: Snapshot
  readonly atMs: number
}

/** As it travels: opaque to whoever gives it back. */
export const writePosition = ({ snapshot, atMs }: ChangePosition): string => `${atMs}~${snapshot}`

/** Null: it is none of ours. */
export function readPosition(text: string): ChangePosition | null {
  const [, atMs, snapshot] = /^(\d{13})~(\d{1,20}:\d{1,20}:[\d,]{0,4000})$/.exec(text) ?? []
  return atMs === undefined || snapshot === undefined ? null : { atMs: Number(atMs), snapshot }
}
