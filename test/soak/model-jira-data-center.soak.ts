import { testModel } from './model.ts'
import { prepareDataCenter } from './modelled-jira.ts'

testModel({ prepare: prepareDataCenter, runs: 1_000 })
