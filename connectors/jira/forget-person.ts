import type { Json, RawRecord } from '../../src/work/raw-record.ts'
import { isObject } from './json-text.ts'
import { readPersonId } from './people.ts'

/** What Jira itself shows of an account that is no more. */
const NOBODY = 'Former user'

/**
 * The record without a name or an address of this person. Jira requires it of who stores data of people whose accounts were
 * closed: https://developer.atlassian.com/cloud/jira/software/user-privacy-developer-guide
 */
export const forgetPerson = (record: RawRecord, personId: string): RawRecord => ({
  ...record,
  payload: forget(record.payload, personId),
  context: forget(record.context, personId) as RawRecord['context'],
})

function forget(value: Json, personId: string): Json {
  if (Array.isArray(value)) return value.map(element => forget(element, personId))
  if (!isObject(value)) return value
  const entries = Object.entries(value).map(([key, inner]) => {
    // An entry of a history holds the account, and beside it the name that was shown.
    const isShownName =
      (key === 'fromString' && value.from === personId) || (key === 'toString' && value.to === personId)
    return [key, isShownName ? NOBODY : forget(inner, personId)] as const
  })
  if (readPersonId(value) !== personId || !('displayName' in value)) return Object.fromEntries(entries)
  const kept = entries.filter(([key]) => key !== 'emailAddress' && key !== 'avatarUrls')
  return { ...Object.fromEntries(kept), displayName: NOBODY, active: false, accountType: 'unknown' }
}
