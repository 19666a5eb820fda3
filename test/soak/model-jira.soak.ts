import { testModel } from './model.ts'
import { prepareJira } from './modelled-jira.ts'

testModel({ prepare: prepareJira, runs: 1_000 })
