/**
 * How a webhook of ours fares at its tracker. `unknown`: the tracker did not tell. `not_offered`: it does not tell of these
 * events at all, which nothing can be done about.
 */
export const WEBHOOK_STATES = ['alive', 'on_probation', 'disabled', 'missing', 'unknown', 'not_offered'] as const

export type WebhookState = (typeof WEBHOOK_STATES)[number]
