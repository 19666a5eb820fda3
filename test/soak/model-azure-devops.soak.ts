import { testModel } from './model.ts'
import { prepareAzureDevOps } from './modelled-azure-devops.ts'

testModel({ prepare: prepareAzureDevOps, runs: 1_000 })
