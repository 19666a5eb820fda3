import type { Api, Dependencies } from '../dependencies.ts'
import { groupRoutes } from '../node-routes.ts'

export function programRoutes(app: Api, dependencies: Dependencies): void {
  groupRoutes(app, dependencies, 'program', 'portfolio')
}
