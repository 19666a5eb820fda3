import type { FastifyInstance } from 'fastify'
import { locations } from '../location-table.ts'
import { listOf, renderIdentity, type View } from '../view.ts'
import { answer, paramOf } from './scope.ts'

/** Ids of the areas whose clients ask where they live; the same in every organisation. */
const RESOURCE_AREAS = {
  core: '79134c72-4a58-4b42-976c-04e7115f32bf',
  wit: '5264459e-e5e0-4bd8-b118-0985e68a4ec5',
  work: '1d4f49f9-02b9-4e26-b826-2cdb6195f2a9',
  Graph: 'bb1e7ec9-e901-4b68-999a-de7012b920f8',
  IMS: '8a3d49b8-91f0-46ef-b33d-dda338c25db3',
}

/** Discovery: what the official client asks before its first call, and the cheap proof that a token is good. */
export function answerLocations(app: FastifyInstance, view: View): void {
  const { isOwnServer, latestVersion } = view.edition
  const version = latestVersion.toFixed(1)
  const spoken = locations.map(location => ({
    ...location,
    ...(isOwnServer && { maxVersion: version, releasedVersion: location.releasedVersion === '0.0' ? '0.0' : version }),
  }))
  answer(app, 'OPTIONS', ['collection'], ':area', request => {
    const area = paramOf(request, 'area').toLowerCase()
    return listOf(spoken.filter(location => location.area.toLowerCase() === area))
  })
  app.options('/:organization/_apis', () => listOf(spoken))

  answer(app, 'GET', ['collection'], 'resourceareas', () => {
    // Everything lives on the one host.
    if (isOwnServer) return { count: 0, value: null }
    return listOf(Object.entries(RESOURCE_AREAS).map(([name, id]) => ({ id, name, locationUrl: `${view.baseUrl}/` })))
  })

  answer(app, 'GET', ['collection'], 'connectiondata', () => {
    const [caller] = view.organization.state.people
    const user =
      caller === undefined
        ? null
        : {
            id: caller.id,
            descriptor: `Microsoft.IdentityModel.Claims.ClaimsIdentity;${caller.email}`,
            subjectDescriptor: caller.descriptor,
            providerDisplayName: caller.name,
            isActive: true,
            properties: { Account: { $type: 'System.String', $value: caller.email } },
            imageUrl: renderIdentity(view, caller.id).imageUrl,
          }
    return {
      authenticatedUser: user,
      authorizedUser: user,
      instanceId: view.organization.state.id,
      deploymentId: view.organization.state.id,
      deploymentType: isOwnServer ? 'onPremises' : 'hosted',
      locationServiceData: {
        serviceOwner: '00025394-6065-48ca-87d9-7f5672854ef7',
        defaultAccessMappingMoniker: 'HostGuidAccessMapping',
      },
    }
  })
}
