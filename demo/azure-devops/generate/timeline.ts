import type { Organization } from '../organization.ts'

export interface Timeline {
  /** Plans something for an instant. */
  readonly add: (atMs: number, happen: (organization: Organization) => void) => void
  /** Lets everything planned until an instant happen, in its order; what is planned for later never happens. */
  readonly play: (organization: Organization, untilMs: number) => void
}

/** A story is planned to its end, and time cuts it off: what is open at the end is open for a reason. */
export function createTimeline(): Timeline {
  const planned: { readonly atMs: number; readonly happen: (organization: Organization) => void }[] = []
  return {
    add: (atMs, happen) => {
      planned.push({ atMs, happen })
    },
    play: (organization, untilMs) => {
      planned.sort((one, other) => one.atMs - other.atMs)
      for (const { atMs, happen } of planned) {
        if (atMs > untilMs) return
        happen(organization)
      }
    },
  }
}
