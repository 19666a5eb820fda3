import type { Api, Dependencies } from '../dependencies.ts'
import { groupRoutes } from '../node-routes.ts'

/** The level between a program and its initiatives, where one person oversees a stream of work. */
export function workstreamRoutes(app: Api, dependencies: Dependencies): void {
  groupRoutes(app, dependencies, 'workstream', 'program')
}
