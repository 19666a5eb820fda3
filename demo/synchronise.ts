import { setTimeout as pause } from 'node:timers/promises'
import type { ApiClient } from './api-client.ts'

export interface RunView {
  readonly id: string
  readonly mode: string
  readonly state: 'queued' | 'running' | 'delayed' | 'complete' | 'partial' | 'failed'
  readonly reasonText: string | null
  readonly done: number
  readonly expected: number | null
  readonly secondsLeft: number | null
  readonly requests: number
  readonly startedAt: string | null
  readonly finishedAt: string | null
}

const POLL_MS = 200

/** Asks for a pass and watches it to its end; one that is under way already is watched instead. */
export async function synchronise(
  api: ApiClient,
  connectionId: string,
  onProgress: (run: RunView) => void,
): Promise<RunView> {
  let run = await api.post<RunView>(`/connections/${connectionId}/syncs`, { mode: 'incremental' })
  while (run.state === 'queued' || run.state === 'running' || run.state === 'delayed') {
    await pause(POLL_MS)
    run = await api.get<RunView>(`/sync-runs/${run.id}`)
    onProgress(run)
  }
  if (run.state === 'failed') throw new Error(run.reasonText ?? 'the sync failed')
  return run
}

export const secondsOf = ({ startedAt, finishedAt }: RunView): number =>
  startedAt === null || finishedAt === null ? 0 : (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000
