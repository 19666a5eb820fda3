import { assessEdited } from './assess-edited.ts'
import { assessInitiative } from './assess-initiative.ts'
import { deliverAlerts } from './deliver-alerts.ts'
import type { JobDefinition } from './job.ts'
import { keepWebhooks } from './keep-webhooks.ts'
import { measureForecasts } from './measure-forecasts.ts'
import { readParts } from './read-parts.ts'
import { refreshMoved } from './refresh-moved.ts'
import { refreshRecords } from './refresh-records.ts'
import { sweep } from './sweep.ts'
import { syncConnection } from './sync-connection.ts'
import { tellHistory } from './tell-history.ts'

/** Every job there is; a queue each. */
export const jobList: readonly JobDefinition[] = [
  syncConnection,
  refreshRecords,
  refreshMoved,
  readParts,
  assessInitiative,
  assessEdited,
  measureForecasts,
  tellHistory,
  deliverAlerts,
  keepWebhooks,
  sweep,
]
