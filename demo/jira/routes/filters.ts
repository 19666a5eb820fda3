import { Type } from 'typebox'
import { JiraError } from '../jira-error.ts'
import type { JiraApp, StandIn } from '../stand-in.ts'

export function addFilterRoutes(app: JiraApp, standIn: StandIn): void {
  app.get(`${standIn.api}/filter/:id`, { schema: { params: Type.Object({ id: Type.String() }) } }, ({ params }) => {
    const filter = standIn.site.data.filters.find(({ id }) => id === params.id)
    if (filter === undefined) {
      throw new JiraError(400, [
        `The selected filter is not available to you, perhaps it has been deleted or had its permissions changed.`,
      ])
    }
    return { ...filter, self: `${standIn.rendering().baseUrl}/rest/api/2/filter/${filter.id}`, favourite: false }
  })
}
