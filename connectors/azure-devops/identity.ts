import type { SourcePerson } from '../../src/work/source-record.ts'

/** An identity as we keep it; addresses of pictures and profiles are dropped. */
export interface Identity {
  readonly id: string
  readonly name: string
  readonly email: string | null
  readonly descriptor: string | null
}

const NAME_AND_ACCOUNT = /^\s*(.*?)\s*<([^<>]+)>\s*$/

/**
 * Three shapes are real: the whole object, `{id, uniqueName: "Name <account>"}` and the text "Name <account>". The id
 * does not change when a person is renamed, the account name may.
 */
export function readIdentity(value: unknown): Identity | null {
  if (typeof value === 'string') return readIdentityText(value)
  if (typeof value !== 'object' || value === null) return null
  const { id, displayName, uniqueName, descriptor } = value as Record<string, unknown>
  const account = typeof uniqueName === 'string' ? readIdentityText(uniqueName) : null
  const name = typeof displayName === 'string' && displayName !== '' ? displayName : (account?.name ?? '')
  const key = typeof id === 'string' && id !== '' ? id : account?.id
  if (key === undefined) return null
  return {
    id: key,
    name: name === '' ? key : name,
    email: account?.email ?? null,
    descriptor: typeof descriptor === 'string' ? descriptor : null,
  }
}

function readIdentityText(text: string): Identity | null {
  const trimmed = text.trim()
  if (trimmed === '') return null
  const match = NAME_AND_ACCOUNT.exec(trimmed)
  const account = match?.[2]?.trim() ?? trimmed
  const name = match?.[1] ?? trimmed
  return {
    id: account,
    name: name === '' ? account : name,
    email: /^[^\s@]+@[^\s@]+$/.test(account) ? account : null,
    descriptor: null,
  }
}

export const toPerson = ({ id, name, email, descriptor }: Identity): SourcePerson => ({
  type: 'person',
  externalId: id,
  name,
  email,
  kind: readPersonKind(descriptor),
  active: true,
})

/** Subject descriptors begin with the kind of the subject: https://learn.microsoft.com/rest/api/azure/devops/graph */
function readPersonKind(descriptor: string | null): SourcePerson['kind'] {
  const subject = /^([a-z0-9]+)\./i.exec(descriptor ?? '')?.[1]?.toLowerCase()
  if (subject === 'aad' || subject === 'msa' || subject === 'win') return 'human'
  if (subject === 'svc' || subject === 's2s' || subject === 'aadsp') return 'service'
  return 'unknown'
}
