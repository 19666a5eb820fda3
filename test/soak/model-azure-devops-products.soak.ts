import { describe } from 'vitest'
import { OTHER_PRODUCTS } from './azure-devops-products.ts'
import { testModel } from './model.ts'
import { prepareAzureDevOps } from './modelled-azure-devops.ts'

describe.each(OTHER_PRODUCTS)('$name', ({ choice }) => {
  testModel({ prepare: () => prepareAzureDevOps(choice), runs: 250 })
})
