import { Type } from 'typebox'
import { findSilence } from '../portfolio/alert/webhook-silence.ts'
import type { Queryable } from '../store/database.ts'
import { listUnannounced } from '../store/sync/unannounced.ts'
import { listWebhookRegistrations } from '../store/sync/webhook-registrations.ts'
import { WEBHOOK_STATES, worstOf } from '../work/kept-webhook.ts'
import { nullable, word } from './field.ts'

export const WebhookState = nullable(
  Type.Object(
    { state: word([...WEBHOOK_STATES, 'silent']), stateSince: Type.String(), reason: nullable(Type.String()) },
    {
      description:
        'How those fare that Milepost has registered at the tracker: the worst of them. `silent`, whoever entered them: since the ' +
        'last notice items changed, and none told of it. Null: Milepost has registered none.',
    },
  ),
)

/** How the webhooks of a connection fare; read for one of them, or for all. */
export async function readWebhookStates(db: Queryable, connectionId: string | null, at: string) {
  const registered = await listWebhookRegistrations(db, connectionId)
  const unannounced = await listUnannounced(db, connectionId, at)
  return (id: string) => {
    const worst = worstOf(registered.filter(each => each.connectionId === id))
    const silence = findSilence(unannounced.filter(each => each.connectionId === id))
    // What the tracker itself says is wrong says more than the silence that follows from it.
    return silence === null || worst?.state === 'disabled' || worst?.state === 'missing'
      ? worst
      : { state: 'silent' as const, stateSince: silence.since, reason: silence.reason }
  }
}
