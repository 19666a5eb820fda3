import { readFileSync, writeFileSync } from 'node:fs'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { buildIndex, type OrganizationIndex } from './organization-index.ts'
import type { OrganizationState } from './organization-state.ts'
import type { WorkItemEvent } from './work-item-event.ts'

export interface Organization {
  readonly state: OrganizationState
  readonly index: OrganizationIndex
  /** Told of every edit; the service hooks listen here. */
  readonly listeners: Set<(event: WorkItemEvent) => void>
}

export function openOrganization(state: OrganizationState): Organization {
  return { state, index: buildIndex(state), listeners: new Set() }
}

export function saveOrganization(organization: Organization, path: string): void {
  writeFileSync(path, JSON.stringify(organization.state))
}

/** What tells a saved organisation from another file; the rest of it was written by `saveOrganization`. */
const SavedOrganization = Type.Object({
  id: Type.String(),
  name: Type.String(),
  projects: Type.Array(Type.Object({ id: Type.String(), name: Type.String() })),
  nodes: Type.Array(Type.Object({ id: Type.Integer(), identifier: Type.String() })),
  workItems: Type.Array(
    Type.Object({ id: Type.Integer(), revisions: Type.Array(Type.Object({ rev: Type.Integer() })) }),
  ),
  links: Type.Array(Type.Object({ sequence: Type.Integer() })),
  lastWatermark: Type.Integer(),
})

export function loadOrganization(path: string): Organization {
  const saved: unknown = JSON.parse(readFileSync(path, 'utf8'))
  if (!Value.Check(SavedOrganization, saved)) throw new Error(`${path} holds no saved organisation`)
  return openOrganization(saved as unknown as OrganizationState)
}
