import { testModel } from '../soak/model.ts'
import { prepareJira } from '../soak/modelled-jira.ts'

testModel({ prepare: prepareJira, runs: 50, seed: 20_261_122 })
