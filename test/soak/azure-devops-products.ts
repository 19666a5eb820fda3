import type { AzureDevOpsChoice } from './modelled-azure-devops.ts'

/** Beside the whole of the service: other versions, accounts that may not read its feeds, and only some of its projects. */
export const OTHER_PRODUCTS: readonly { readonly name: string; readonly choice: AzureDevOpsChoice }[] = [
  { name: 'a server of 2020', choice: { product: { server: { latestVersion: '6.0' } } } },
  {
    name: 'a server of 2019 whose feeds are refused',
    choice: { product: { server: { latestVersion: '5.0' }, refusesReporting: true } },
  },
  { name: 'two of its projects', choice: { follows: 2 } },
  {
    name: 'two of its projects where the feeds are refused',
    choice: { follows: 2, product: { refusesReporting: true } },
  },
]
