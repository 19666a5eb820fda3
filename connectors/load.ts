import { readdir } from 'node:fs/promises'
import type { Connector } from './connector.ts'

/**
 * Imports every folder beside this file. The directory is the only list of connectors: adding one is adding a folder.
 * Fails at start when a folder does not export a connector of its own name.
 */
export async function loadConnectors(): Promise<ReadonlyMap<string, Connector>> {
  const folders = (await readdir(new URL('.', import.meta.url), { withFileTypes: true })).filter(entry =>
    entry.isDirectory(),
  )
  // The sources are .ts; a build turns them into .js beside the built form of this file.
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const connectors = new Map<string, Connector>()
  for (const { name } of folders) {
    const module: { default?: unknown } = await import(new URL(`./${name}/index.${ending}`, import.meta.url).href)
    connectors.set(name, requireConnector(name, module.default))
  }
  return connectors
}

function requireConnector(folder: string, exported: unknown): Connector {
  const candidate = exported as Partial<Connector> | undefined
  if (candidate?.kind !== folder || typeof candidate.open !== 'function' || typeof candidate.parse !== 'function') {
    throw new Error(`connectors/${folder}/index.ts must export by default a connector whose kind is "${folder}"`)
  }
  return candidate as Connector
}
