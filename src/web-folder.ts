import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * The built dashboard, or null when nobody has built it: beside the compiled sources (dist/src) that `module` is one of, and
 * in dist/ of a checkout whose sources are run as they are.
 */
export function findWebFolder(module: string): string | null {
  const folder = fileURLToPath(new URL(module.endsWith('.ts') ? '../dist/web' : '../web', module))
  return existsSync(`${folder}/index.html`) ? folder : null
}
