import type { Edition } from './edition.ts'
import type { Organization } from './organization.ts'
import type { Person } from './organization-state.ts'

export interface IdentityAnswer {
  readonly displayName: string
  readonly url: string
  readonly _links: { readonly avatar: { readonly href: string } }
  readonly id: string
  readonly uniqueName: string
  readonly imageUrl: string
  readonly descriptor: string
}

/** An organisation as one running server shows it. */
export interface View {
  readonly organization: Organization
  readonly edition: Edition
  /** With the organisation's name, without a slash at the end; known once the server listens. */
  baseUrl: string
  readonly pageSize: number
  /** Whether feeds put an empty page before every page that holds rows: the real ones may. */
  readonly sendsEmptyPages: boolean
  /** How many ids a query may find; the real limit is 20,000. */
  readonly queryLimit: number
  /** Items that batches leave out although they exist. */
  readonly leavesOut: (id: number) => boolean
  /** Whether both feeds are forbidden to the caller. */
  readonly refusesReporting: boolean
  /** Whether the account may see and edit the service hooks of a project. */
  readonly mayEditHooks: (projectId: string) => boolean
  /** The time by which an iteration is past, current or future. */
  readonly now: () => Date
  readonly identities: Map<string, IdentityAnswer>
}

export interface ListAnswer<T> {
  readonly count: number
  readonly value: readonly T[]
}

export const listOf = <T>(value: readonly T[]): ListAnswer<T> => ({ count: value.length, value })

/** People are shown as objects nearly everywhere, and as `Name <mail>` in a few places. */
export function renderIdentity(view: View, personId: string): IdentityAnswer {
  const known = view.identities.get(personId)
  if (known !== undefined) return known
  const person = view.organization.index.peopleById.get(personId)
  if (person === undefined) throw new Error(`nobody has the id ${personId}`)
  const imageUrl = `${view.baseUrl}/_apis/GraphProfile/MemberAvatars/${person.descriptor}`
  const answer: IdentityAnswer = {
    displayName: person.name,
    url: `${view.baseUrl}/_apis/Identities/${person.id}`,
    _links: { avatar: { href: imageUrl } },
    id: person.id,
    uniqueName: accountOf(view, person),
    imageUrl,
    descriptor: view.edition.isOwnServer ? person.descriptor.replace(/^aad\./, 'win.') : person.descriptor,
  }
  view.identities.set(personId, answer)
  return answer
}

export function renderIdentityText(view: View, personId: string): string {
  const person = view.organization.index.peopleById.get(personId)
  return person === undefined ? personId : `${person.name} <${accountOf(view, person)}>`
}

/** An own server knows the accounts of its Windows domain, the service mail addresses. */
const accountOf = ({ edition }: View, { email }: Person): string =>
  edition.isOwnServer ? `HALDEN\\${email.split('@')[0]}` : email
