/**
 * How a webhook of ours fares at its tracker. `unknown`: the tracker did not tell. `not_offered`: it does not tell of these
 * events at all, which nothing can be done about.
 */
export const WEBHOOK_STATES = ['alive', 'on_probation', 'disabled', 'missing', 'unknown', 'not_offered'] as const

export type WebhookState = (typeof WEBHOOK_STATES)[number]

/** One of the webhooks of a connection, as it stands at the tracker after a look at it. */
export interface KeptWebhook {
  /** Which of them; the same for one that is registered again. Only its connector reads it. */
  readonly hook: string
  /** What it tells of, for a person. */
  readonly name: string
  /** The tracker's id; null where it is not there. */
  readonly externalId: string | null
  readonly state: WebhookState
  /** The tracker's own word for its state; null where it has none. */
  readonly trackerState: string | null
  /** What is wrong and what to do about it, or what was wrong until now. Null: nothing. */
  readonly reason: string | null
  /** ISO 8601 UTC: when the tracker drops it unless it is renewed. Null: never. */
  readonly expiresAt: string | null
}

const HOUR_MS = 3_600_000

/** What is in order is looked at once a day. What is not, or was not until now, soon: it may fall back, or be put right. */
export const nextLookMs = (kept: readonly KeptWebhook[]): number =>
  kept.every(({ state, reason }) => reason === null || state === 'not_offered') ? 24 * HOUR_MS : HOUR_MS

/** The one to tell of, of all webhooks of a connection. */
export function worstOf<Webhook extends Pick<KeptWebhook, 'state'>>(webhooks: readonly Webhook[]): Webhook | null {
  const worst = WORST_FIRST.find(state => webhooks.some(each => each.state === state))
  return webhooks.find(({ state }) => state === worst) ?? null
}

const WORST_FIRST: readonly WebhookState[] = ['disabled', 'missing', 'unknown', 'on_probation', 'alive', 'not_offered']
