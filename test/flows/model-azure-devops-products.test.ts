import { describe } from 'vitest'
import { OTHER_PRODUCTS } from '../soak/azure-devops-products.ts'
import { testModel } from '../soak/model.ts'
import { prepareAzureDevOps } from '../soak/modelled-azure-devops.ts'

describe.each(OTHER_PRODUCTS)('$name', ({ choice }) => {
  testModel({ prepare: () => prepareAzureDevOps(choice), runs: 10, seed: 20_261_122 })
})
