import { changeAlerts } from '../src/portfolio/alert/change-alerts.ts'
import { detectOperationAlerts, OPERATION_RULES } from '../src/portfolio/alert/operation-alerts.ts'
import { listOpenAlerts } from '../src/store/alert/alerts.ts'
import { applyAlertChanges } from '../src/store/alert/apply-alert-changes.ts'
import { loadOperations, lockOperations } from '../src/store/alert/operations.ts'
import type { JobServices } from './job.ts'

/** Concludes what is the matter with connections and channels, through the evaluator that initiatives go through. */
export async function judgeOperations({ db, now }: Pick<JobServices, 'db' | 'now'>): Promise<void> {
  await db.transaction(async tx => {
    if (!(await lockOperations(tx))) return
    const at = now().toISOString()
    const conditions = detectOperationAlerts(await loadOperations(tx, at), at)
    await applyAlertChanges(tx, changeAlerts(await listOpenAlerts(tx, null), conditions, OPERATION_RULES), at)
  })
}
