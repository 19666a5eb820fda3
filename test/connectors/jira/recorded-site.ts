import type { Source } from '../../../connectors/connector.ts'
import jira from '../../../connectors/jira/index.ts'
import { recordings } from '../../../connectors/jira/recordings/index.ts'
import type { Exchange } from '../../../connectors/recording.ts'
import type { Scope } from '../../../src/work/raw-record.ts'
import { createReplayIo, type Replay, replay } from '../replay.ts'

export const siteScope: Scope = {
  externalId: 'site',
  name: 'Jira site',
  streams: ['structure', 'work_items', 'worklogs'],
}
export const trainsScope: Scope = { externalId: '10000', name: 'Trains', streams: ['iterations', 'releases'] }

/** The recorded site with some answers changed, and a source before it. */
export function openRecorded(...changed: readonly Exchange[]): { readonly source: Source; readonly seen: Replay } {
  const seen = replay({ ...recordings, exchanges: [...changed, ...recordings.exchanges] })
  const source = jira.open(
    { baseUrl: recordings.settings.baseUrl, projects: ['TRN', '10001'] },
    { type: 'api-token', email: 'reader@lumen.example', apiToken: 'x' },
    createReplayIo(recordings).io,
  )
  return { source, seen }
}
