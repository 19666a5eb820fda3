import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type FoundImport, scanImports } from './scan-imports.ts'

export interface SourceFile {
  /** From the root of the project, with slashes. */
  readonly path: string
  readonly source: string
  readonly imports: readonly ResolvedImport[]
}

export interface ResolvedImport extends FoundImport {
  /** The file of the project that is meant; null for a package or a part of Node. */
  readonly target: string | null
}

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const FOLDERS = ['src', 'connectors', 'jobs', 'drizzle', 'demo', 'web', 'test']
const SKIPPED = new Set(['node_modules', 'dist', 'generated', 'migrations'])

/** Every source file of the project with its imports resolved. */
export const readSourceFiles = (): readonly SourceFile[] =>
  FOLDERS.flatMap(folder => listFiles(join(ROOT, folder))).map(file => {
    return toSourceFile(relative(ROOT, file).split(sep).join('/'), readFileSync(file, 'utf8'))
  })

export function toSourceFile(path: string, source: string): SourceFile {
  const imports = scanImports(source).map(found => ({ ...found, target: resolveTarget(path, found.specifier) }))
  return { path, source, imports }
}

function listFiles(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : listFiles(path)
    return /\.[cm]?[jt]sx?$/.test(entry.name) ? [path] : []
  })
}

const resolveTarget = (from: string, specifier: string): string | null =>
  specifier.startsWith('.') ? posix.normalize(posix.join(posix.dirname(from), specifier)) : null
