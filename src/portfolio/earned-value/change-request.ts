export const CHANGE_STATES = ['proposed', 'approved', 'rejected'] as const
export type ChangeState = (typeof CHANGE_STATES)[number]
