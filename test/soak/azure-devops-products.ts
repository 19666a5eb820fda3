import type { AzureDevOpsChoice } from './modelled-azure-devops.ts'

/** Azure DevOps beside the service: other versions of its interface, and accounts that may not read its feeds. */
export const OTHER_PRODUCTS: readonly {
  readonly name: string
  readonly product: NonNullable<AzureDevOpsChoice['product']>
}[] = [
  { name: 'a server of 2020', product: { server: { latestVersion: '6.0' } } },
  {
    name: 'a server of 2019 whose feeds are refused',
    product: { server: { latestVersion: '5.0' }, refusesReporting: true },
  },
]
