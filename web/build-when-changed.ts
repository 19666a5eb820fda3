import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const WEB = import.meta.dirname
const BUILT = join(WEB, '../dist/web/index.html')
/** What the page is made of besides web/. */
const ALSO = [join(WEB, '../package-lock.json')]

const changedAt = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0

/** Before the service is started from its sources: builds the dashboard unless it is there and newer than all of web/. */
const newest = Math.max(
  ...readdirSync(WEB, { recursive: true, encoding: 'utf8' })
    .filter(path => !path.startsWith('api/generated'))
    .map(path => changedAt(join(WEB, path))),
  ...ALSO.map(changedAt),
)
if (changedAt(BUILT) < newest) {
  process.stderr.write('Building the dashboard\n')
  const { build } = await import('vite').catch((cause: unknown) => {
    throw new Error('The dashboard cannot be built without its development packages: run npm ci.', { cause })
  })
  await build({ configFile: join(WEB, 'vite.config.ts'), logLevel: 'error' })
}
