import type { FastifyInstance } from 'fastify'
import { readList, readQuery } from '../read-query.ts'
import { refuseArgument } from '../refusal.ts'
import { listOf, renderIdentity, type View } from '../view.ts'
import { answer } from './scope.ts'

/** Who is who on an own server, which has no Graph; the service answers this on a host of its own. */
export function answerIdentities(app: FastifyInstance, view: View): void {
  answer(app, 'GET', ['collection'], 'identities', request => {
    const query = readQuery(request)
    const ids = readList(query, 'identityIds')
    const wanted = query.get('filtervalue')?.toLowerCase()
    if (ids === null && wanted === undefined)
      throw refuseArgument('Name identityIds, or a searchFilter with its value.')
    const people = view.organization.state.people.filter(({ id, email, name }) =>
      ids === null ? [email, name].some(text => text.toLowerCase() === wanted) : ids.includes(id),
    )
    return listOf(
      people.map(({ id, name, email }) => ({
        id,
        descriptor: `System.Security.Principal.WindowsIdentity;${id}`,
        subjectDescriptor: renderIdentity(view, id).descriptor,
        providerDisplayName: name,
        isActive: true,
        members: [],
        memberOf: [],
        properties: { Mail: { $type: 'System.String', $value: email } },
      })),
    )
  })
}
