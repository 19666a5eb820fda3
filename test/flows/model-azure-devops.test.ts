import { testModel } from '../soak/model.ts'
import { prepareAzureDevOps } from '../soak/modelled-azure-devops.ts'

testModel({ prepare: prepareAzureDevOps, runs: 50, seed: 20_261_122 })
