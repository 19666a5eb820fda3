import { assessInitiative } from './assess-initiative.ts'
import { deliverAlerts } from './deliver-alerts.ts'
import { heavyJobs } from './heavy-jobs.ts'
import type { JobDefinition } from './job.ts'
import { keepWebhooks } from './keep-webhooks.ts'
import { readParts } from './read-parts.ts'
import { refreshMoved } from './refresh-moved.ts'
import { refreshRecords } from './refresh-records.ts'
import { sweep } from './sweep.ts'
import { syncConnection } from './sync-connection.ts'

/** Every job there is; a queue each. */
export const jobList: readonly JobDefinition[] = [
  syncConnection,
  refreshRecords,
  refreshMoved,
  readParts,
  assessInitiative,
  ...heavyJobs,
  deliverAlerts,
  keepWebhooks,
  sweep,
]
