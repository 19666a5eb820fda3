import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const hasOpenssl = spawnSync('openssl', ['version']).status === 0

export interface Issued {
  readonly key: string
  readonly certificate: string
}

/** A company's own authority, made for one test run: a root, an intermediate below it, and what they sign. */
export interface Authority {
  readonly root: string
  readonly intermediate: string
  readonly issue: (options: {
    readonly host: string
    readonly by?: 'root' | 'intermediate'
    /** Below zero: it has ended. */
    readonly days?: number
  }) => Issued
  readonly remove: () => void
}

const EC_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

/** Node's own library reads certificates but makes none. */
export function openAuthority(): Authority {
  const folder = mkdtempSync(join(tmpdir(), 'milepost-certificates-'))
  const openssl = (...parts: readonly string[]) => execFileSync('openssl', [...parts], { cwd: folder, stdio: 'pipe' })
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8')
  const request = (name: string, subject: string) =>
    openssl('req', '-new', ...EC_KEY, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${subject}`)
  const sign = (name: string, by: string, days: number, extension: string): void => {
    writeFileSync(join(folder, 'extension'), extension)
    const signer = ['-CA', `${by}.pem`, '-CAkey', `${by}.key`, '-CAcreateserial']
    const out = ['-days', String(days), '-extfile', 'extension', '-out', `${name}.pem`]
    openssl('x509', '-req', '-in', `${name}.csr`, ...signer, ...out)
  }
  openssl(
    'req',
    '-x509',
    ...EC_KEY,
    '-keyout',
    'root.key',
    '-out',
    'root.pem',
    '-subj',
    '/CN=Halden root',
    '-days',
    '9',
  )
  request('intermediate', 'Halden intermediate')
  sign('intermediate', 'root', 9, 'basicConstraints=critical,CA:TRUE')
  let count = 0
  return {
    root: read('root.pem'),
    intermediate: read('intermediate.pem'),
    issue: ({ host, by = 'root', days = 9 }) => {
      const name = `leaf-${count++}`
      request(name, host)
      sign(name, by, days, `subjectAltName=DNS:${host}`)
      return { key: read(`${name}.key`), certificate: read(`${name}.pem`) }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
