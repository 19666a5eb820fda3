import type { HeldForecasts } from './forecast/hit-rate.ts'
import type { ItemPlan } from './item-plan.ts'
import type { RegisterEntry } from './risk/register.ts'
import type { ItemLife } from './scope/item-life.ts'

/** What is known of an initiative beyond its scope of now. */
export interface InitiativeRecord {
  /** Every item that is or was in its scope. */
  readonly lives: readonly ItemLife[]
  /** When the baseline in force was approved; null: there is none. */
  readonly baselineAt: string | null
  /** What is only known as it is now; null for an instant of the past. */
  readonly present: PresentRecord | null
}

export interface PresentRecord {
  /** Of the items in scope that are open. */
  readonly plans: readonly ItemPlan[]
  readonly owner: InitiativeOwner
  readonly register: readonly RegisterEntry[]
  /** Of the items that have one. */
  readonly businessValues: ReadonlyMap<string, number>
  /** Where people who have open work here have some too; only of two initiatives that both were red last. */
  readonly redNeighbours: readonly RedNeighbour[]
  /** How past forecasts turned out, of this initiative (null: not measured yet) and of all. */
  readonly heldForecasts: { readonly own: HeldForecasts | null; readonly all: HeldForecasts }
}

export interface RedNeighbour {
  readonly initiativeId: string
  readonly name: string
  readonly personIds: readonly string[]
}

export interface InitiativeOwner {
  /** As the PMO wrote it. */
  readonly name: string | null
  /** Whether a tracker knows an active account of that name or address; null: no tracker knows them at all. */
  readonly isActive: boolean | null
}
