import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import { scanCode, scanNames } from './scan-imports.ts'
import { readSourceFiles, type SourceFile, toSourceFile } from './source-files.ts'

const files = readSourceFiles()
const paths = new Set(files.map(({ path }) => path))
const inside = (...folders: string[]) =>
  files.filter(({ path }) => folders.some(folder => path.startsWith(`${folder}/`)))
const ours = inside('src', 'connectors', 'jobs', 'drizzle', 'demo')

interface Arrow {
  /** The files the rule is about. */
  readonly from: RegExp
  /** What they may import; `$1` is what the first group of `from` matched. */
  readonly to: readonly string[]
  /** What they may import types of. */
  readonly types?: readonly string[]
  /** Packages that they may not import, or, with `onlyPackages`, the only ones that they may. */
  readonly packages?: readonly string[]
  readonly onlyPackages?: readonly string[]
}

const DATABASE_PACKAGES = ['drizzle-orm', 'pg', 'postgres']
const QUEUE_PACKAGES = ['bullmq', 'ioredis']

/** The table "who may import whom" of the design. The first rule that fits a file counts. */
const ARROWS: readonly Arrow[] = [
  { from: /^src\/work\//, to: ['src/work/'], onlyPackages: ['typebox'] },
  { from: /^src\/portfolio\//, to: ['src/portfolio/', 'src/work/'], onlyPackages: ['typebox'] },
  { from: /^drizzle\/schema\//, to: ['drizzle/schema/', 'src/work/', 'src/portfolio/'], packages: QUEUE_PACKAGES },
  {
    from: /^src\/store\//,
    to: ['src/store/', 'drizzle/schema/', 'src/work/', 'src/portfolio/'],
    packages: QUEUE_PACKAGES,
  },
  {
    from: /^connectors\/[^/]+$/,
    to: ['connectors/*', 'src/work/'],
    packages: [...DATABASE_PACKAGES, ...QUEUE_PACKAGES],
  },
  {
    from: /^connectors\/([^/]+)\//,
    to: ['connectors/$1/', 'connectors/*', 'src/work/'],
    packages: [...DATABASE_PACKAGES, ...QUEUE_PACKAGES],
  },
  {
    from: /^src\/delivery\//,
    to: ['src/delivery/'],
    types: ['src/portfolio/'],
    packages: [...DATABASE_PACKAGES, ...QUEUE_PACKAGES],
  },
  {
    from: /^jobs\//,
    to: [
      'jobs/',
      'src/store/',
      'src/work/',
      'src/portfolio/',
      'src/delivery/',
      'connectors/connector.ts',
      'connectors/errors.ts',
    ],
    packages: ['drizzle-orm', 'postgres'],
  },
  {
    from: /^src\/api\//,
    to: ['src/api/', 'src/store/', 'src/work/', 'src/portfolio/'],
    types: ['connectors/connector.ts', 'jobs/queue.ts', 'src/delivery/channel.ts'],
    packages: [...DATABASE_PACKAGES, ...QUEUE_PACKAGES],
  },
  {
    from: /^src\/apply\//,
    to: ['src/apply/', 'src/portfolio/'],
    packages: [...DATABASE_PACKAGES, ...QUEUE_PACKAGES],
  },
  { from: /^src\/[^/]+$/, to: ['src/', 'connectors/', 'jobs/', 'drizzle/'] },
  { from: /^drizzle\/[^/]+$/, to: [] },
  { from: /^web\//, to: ['web/'], packages: [...DATABASE_PACKAGES, ...QUEUE_PACKAGES] },
  { from: /^demo\//, to: ['demo/', 'src/', 'connectors/', 'jobs/', 'drizzle/'] },
  { from: /^test\//, to: ['test/', 'demo/', 'src/', 'connectors/', 'jobs/', 'drizzle/', 'web/'] },
]

/** An ending slash allows a folder with all below it, `/*` the files of a folder alone. */
function isAllowed(target: string, allowed: readonly string[], group: string): boolean {
  return allowed
    .map(entry => entry.replace('$1', group))
    .some(entry => {
      if (entry.endsWith('/*'))
        return target.startsWith(entry.slice(0, -1)) && !target.slice(entry.length - 1).includes('/')
      return entry.endsWith('/') ? target.startsWith(entry) : target === entry
    })
}

/** Data and looks, and what is generated: there only after `npm run web:types`. */
const isNoSource = (target: string): boolean => /\.(json|css)$/.test(target) || target.startsWith('web/api/generated/')

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

function findForbiddenImports({ path, imports }: SourceFile): readonly string[] {
  const arrow = ARROWS.find(({ from }) => from.test(path))
  if (arrow === undefined) return [`${path} is in no folder of the design`]
  const group = arrow.from.exec(path)?.[1] ?? ''
  return imports.flatMap(({ specifier, target, isTypeOnly }) => {
    if (target === null) {
      const name = packageOf(specifier)
      const isWrong =
        arrow.onlyPackages === undefined ? arrow.packages?.includes(name) : !arrow.onlyPackages.includes(name)
      const isOurHash = name === 'node:crypto' && path === 'src/work/record-id.ts'
      return isWrong && !isOurHash ? [`${path} imports ${specifier}`] : []
    }
    const allowed = isTypeOnly ? [...arrow.to, ...(arrow.types ?? [])] : arrow.to
    return isAllowed(target, allowed, group) ? [] : [`${path} imports ${target}`]
  })
}

/** The circles of imports, each as a path that ends where it begins; imports of types alone count in our own code only. */
function findCycles(): readonly string[] {
  const targets = new Map(
    files.map(({ path, imports }) => [
      path,
      imports.flatMap(({ target, isTypeOnly }) => (isTypeOnly && /^(demo|test)\//.test(path) ? [] : (target ?? []))),
    ]),
  )
  const isDone = new Set<string>()
  const cycles: string[] = []
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path)
    if (start !== -1) cycles.push([...trail.slice(start), path].join(' -> '))
    if (start !== -1 || isDone.has(path)) return
    for (const target of targets.get(path) ?? []) visit(target, [...trail, path])
    isDone.add(path)
  }
  for (const path of targets.keys()) visit(path, [])
  return cycles
}

const whereCode = (list: readonly SourceFile[], pattern: RegExp): readonly string[] =>
  list.filter(({ source }) => pattern.test(scanCode(source))).map(({ path }) => path)

describe('the architecture', () => {
  it('sees the sources', () => {
    expect(ours.length).toBeGreaterThan(50)
    expect(files.flatMap(({ imports }) => imports).length).toBeGreaterThan(200)
  })

  it('keeps the arrows between the folders', () => {
    expect(files.flatMap(findForbiddenImports)).toEqual([])
  })

  it.each([
    ['src/work/effort.ts', '../portfolio/health.ts'],
    ['src/work/effort.ts', 'node:crypto'],
    ['src/portfolio/health.ts', '../store/database.ts'],
    ['src/store/facts.ts', '../../jobs/queue.ts'],
    ['src/api/app.ts', 'drizzle-orm'],
    ['src/api/app.ts', '../../connectors/load.ts'],
    ['src/api/app.ts', '../../jobs/queue.ts'],
    ['src/delivery/mail.ts', '../work/effort.ts'],
    ['connectors/one/index.ts', '../other/index.ts'],
    ['connectors/one/index.ts', '../../src/store/database.ts'],
    ['connectors/http.ts', './one/index.ts'],
    ['jobs/sweep.ts', '../connectors/load.ts'],
    ['jobs/sweep.ts', '../drizzle/schema/work.ts'],
    ['src/main.ts', '../demo/main.ts'],
    ['elsewhere/file.ts', './other.ts'],
  ])('would not let %s import %s', (path, specifier) => {
    expect(findForbiddenImports(toSourceFile(path, `import { a } from '${specifier}'`))).toHaveLength(1)
  })

  it.each([
    ['src/work/record-id.ts', "import { createHash } from 'node:crypto'"],
    ['src/work/mapping.ts', "import { Type } from 'typebox/type'"],
    ['src/api/app.ts', "import type { Queue } from '../../jobs/queue.ts'"],
    ['connectors/one/index.ts', "import { a } from '../http.ts'"],
  ])('lets %s have: %s', (path, source) => {
    expect(findForbiddenImports(toSourceFile(path, source))).toEqual([])
  })

  it('imports nothing that is not there', () => {
    const missing = files.flatMap(({ path, imports }) =>
      imports.flatMap(({ target }) =>
        target !== null && !paths.has(target) && !isNoSource(target) ? [`${path} imports ${target}`] : [],
      ),
    )
    expect(missing).toEqual([])
  })

  it('has no circles', () => {
    expect(findCycles()).toEqual([])
  })

  it('has no file of more than 300 lines', () => {
    expect(files.filter(({ source }) => source.trimEnd().split('\n').length > 300).map(({ path }) => path)).toEqual([])
  })

  it('names every file in kebab-case and by its idea', () => {
    const vague = new Set([
      'utils',
      'util',
      'helpers',
      'helper',
      'common',
      'shared',
      'misc',
      'lib',
      'types',
      'interfaces',
      'constants',
    ])
    const parts = (path: string) =>
      path.split('/').map(part => part.replace(/(\.test|\.bench|\.d)?\.[cm]?[jt]sx?$/, ''))
    expect(files.filter(({ path }) => parts(path).some(part => vague.has(part))).map(({ path }) => path)).toEqual([])
    const isKebab = (path: string) => parts(path).every(part => /^[a-z0-9]+([-.][a-z0-9]+)*$/.test(part))
    expect(files.filter(({ path }) => !isKebab(path)).map(({ path }) => path)).toEqual([])
  })

  it('reads the environment in one place', () => {
    expect(whereCode(ours, /\bprocess \. env\b/)).toEqual(['src/config.ts'])
  })

  it('never asks the time or chance in work and portfolio', () => {
    const arithmetic = inside('src/work', 'src/portfolio')
    expect(
      whereCode(arithmetic, /\bDate \. now\b|\bnew Date (?!\()|\bnew Date \( \)|\bperformance \. |\bMath \. random\b/),
    ).toEqual([])
  })

  it('names no tracker and none of its words outside the connectors', () => {
    const neutral = [
      ...inside('src', 'jobs', 'drizzle/schema'),
      ...files.filter(({ path }) => /^connectors\/[^/]+$/.test(path)),
    ]
    const words = /jira|azure|atlassian|visualstudio|\bjql\b|\bwiql\b|sprint|areapath|area path/i
    expect(neutral.filter(({ source }) => words.test(scanNames(source))).map(({ path }) => path)).toEqual([])
  })

  it('has a default export only where a loader asks for it', () => {
    const withDefault = whereCode(inside('src', 'jobs', 'connectors', 'drizzle', 'demo'), /\bexport default\b/)
    expect(
      withDefault.filter(path => !/^connectors\/[^/]+\/index\.ts$/.test(path) && path !== 'drizzle/config.ts'),
    ).toEqual([])
  })

  it('has classes only for errors', () => {
    const classes = ours.flatMap(({ path, source }) =>
      [...scanCode(source).matchAll(/\bclass (\w+) extends (\w+)|\bclass (\w+) {/g)].flatMap(
        ([, name, parent, plain]) =>
          plain === undefined && parent?.endsWith('Error') ? [] : [`${path}: ${name ?? plain}`],
      ),
    )
    expect(classes).toEqual([])
  })

  it('names each test file after what it tests, under test/', () => {
    const stray = files.filter(({ path }) => basename(path).includes('.test.') && !path.startsWith('test/'))
    expect(stray.map(({ path }) => path)).toEqual([])
  })
})
