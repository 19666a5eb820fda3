import { UnavailableError } from '../errors.ts'
import { readInstant } from './instant.ts'
import type { Organization } from './organization.ts'
import { WiqlAnswerSchema } from './payloads.ts'

/** From 20,000 on the tracker refuses (VS402337), or silently cuts where a limit was asked for. */
const WINDOW = 19_999

export interface IdWindow {
  readonly ids: readonly number[]
  /** The tracker's own time of the answer; null where it does not tell. */
  readonly asOf: string | null
}

/**
 * Ids of a project's work items above `after`, of those changed at or after `since`, in windows that follow each other by
 * id, which no change can shift; ordered by date, items of one instant would fall between two windows. Only an empty
 * window ends the listing: a short one may have been cut, and then the next goes on where it broke off. Items in the
 * recycle bin are never listed.
 */
export async function* queryIds(
  organization: Organization,
  projectId: string,
  { after = 0, since = null }: { readonly after?: number; readonly since?: string | null } = {},
): AsyncGenerator<IdWindow> {
  const where = 'listing the ids of work items'
  for (let last = after; ; ) {
    const { value } = await organization.client.ask(WiqlAnswerSchema, {
      path: `/${projectId}/_apis/wit/wiql`,
      // Without a limit more than 20,000 results are an error, with one they are cut. Without precision a date is a day.
      query: { $top: WINDOW, timePrecision: 'true' },
      body: {
        query:
          'SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = @project ' +
          `AND [System.Id] > ${last}${since === null ? '' : ` AND [System.ChangedDate] >= '${since}'`} ` +
          'ORDER BY [System.Id]',
      },
      where,
      endpointClass: 'query',
    })
    const ids: number[] = []
    for (const { id } of value.workItems) {
      if (id <= last) throw new UnavailableError(`The tracker's list is not in the order we asked for while ${where}.`)
      last = id
      ids.push(id)
    }
    yield { ids, asOf: readInstant(value.asOf) }
    if (ids.length === 0) return
  }
}
