import { alerts } from './alerts.ts'
import { audit } from './audit.ts'
import { capacity } from './capacity.ts'
import { changeRequests } from './change-requests.ts'
import { compliance } from './compliance.ts'
import { connections } from './connections.ts'
import { forms } from './forms.ts'
import { initiative } from './initiative.ts'
import { initiativeCharts } from './initiative-charts.ts'
import { meanings } from './meanings.ts'
import { portfolio } from './portfolio.ts'
import { risks } from './risks.ts'
import { roadmap } from './roadmap.ts'
import { rules } from './rules.ts'
import { settings } from './settings.ts'
import { shell } from './shell.ts'

/** All English texts, by page. Another language is a folder beside this one with the same shape. */
export const en = {
  alerts,
  audit,
  capacity,
  changeRequests,
  compliance,
  connections,
  forms,
  initiative,
  initiativeCharts,
  meanings,
  portfolio,
  risks,
  roadmap,
  rules,
  settings,
  shell,
}
