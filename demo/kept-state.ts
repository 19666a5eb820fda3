import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'

const KeptConnection = Type.Object({ id: Type.String() })

const KeptState = Type.Object({
  adminToken: Type.String(),
  jira: Type.Union([KeptConnection, Type.Null()]),
  azureDevOps: Type.Union([KeptConnection, Type.Null()]),
})
export type KeptState = Static<typeof KeptState>
export type KeptConnection = Static<typeof KeptConnection>

/** What one run of the demo leaves for the next: secrets that the service shows only once, and the trackers' own state. */
export interface KeptFiles {
  readonly jiraSite: string
  readonly organization: string
  readonly find: () => KeptState | null
  readonly save: (state: KeptState) => void
  readonly forget: () => void
}

export function openKeptFiles(folder: string): KeptFiles {
  const state = join(folder, 'demo.json')
  const jiraSite = join(folder, 'jira-site.json')
  const organization = join(folder, 'azure-devops-organization.json')
  return {
    jiraSite,
    organization,
    find() {
      if (![state, jiraSite, organization].every(existsSync)) return null
      const kept: unknown = JSON.parse(readFileSync(state, 'utf8'))
      return Value.Check(KeptState, kept) ? kept : null
    },
    save(kept) {
      mkdirSync(folder, { recursive: true })
      writeFileSync(state, JSON.stringify(kept), { mode: 0o600 })
    },
    forget() {
      for (const file of [state, jiraSite, organization]) rmSync(file, { force: true })
    },
  }
}
