import { testModel } from '../soak/model.ts'
import { prepareDataCenter } from '../soak/modelled-jira.ts'

testModel({ prepare: prepareDataCenter, runs: 25, seed: 20_261_122 })
