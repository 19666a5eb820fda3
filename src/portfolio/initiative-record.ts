import type { ItemLife } from './item-life.ts'

/** What is known of an initiative beyond its scope of now. */
export interface InitiativeRecord {
  /** Every item that is or was in its scope. */
  readonly lives: readonly ItemLife[]
}
