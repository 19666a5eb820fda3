import { execFile } from 'node:child_process'
import { cpSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const inProject = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))

/**
 * Compiles what is measured, as the image does: run from its sources, a worker would spend seconds and some 100 MB on
 * reading TypeScript.
 */
export async function buildMeasured(): Promise<void> {
  await promisify(execFile)(process.execPath, [
    inProject('node_modules/typescript/bin/tsc'),
    '-p',
    inProject('.ci/tsconfig.bench.json'),
  ])
  cpSync(inProject('drizzle/migrations'), inProject('dist/bench/drizzle/migrations'), { recursive: true })
}

/** The compiled form of a script of this folder. */
export const findMeasured = (script: string): string =>
  inProject(`dist/bench/test/bench/${script.replace('./', '').replace(/\.ts$/, '.js')}`)
