import { describe, expect, it } from 'vitest'
import { scanImports } from './scan-imports.ts'

const specifiersOf = (source: string) => scanImports(source).map(({ specifier }) => specifier)

describe('the scanner of imports', () => {
  it('finds every form of import and tells types apart', () => {
    const source = `
      import './alone.ts'
      import one from './default.ts'
      import * as all from "./all.ts"
      import {
        type A,
        b as c,
      } from './many.ts'
      import type { D } from './types.ts'
      export { e } from './again.ts'
      export type { F } from './again-types.ts'
      export * from './everything.ts'
      const late = await import('./late.ts')
    `
    expect(scanImports(source)).toEqual([
      { specifier: './alone.ts', isTypeOnly: false },
      { specifier: './default.ts', isTypeOnly: false },
      { specifier: './all.ts', isTypeOnly: false },
      { specifier: './many.ts', isTypeOnly: false },
      { specifier: './types.ts', isTypeOnly: true },
      { specifier: './again.ts', isTypeOnly: false },
      { specifier: './again-types.ts', isTypeOnly: true },
      { specifier: './everything.ts', isTypeOnly: false },
      { specifier: './late.ts', isTypeOnly: false },
    ])
  })

  it('takes nothing from comments, strings, templates and patterns', () => {
    const source = [
      "// import './comment.ts'",
      "/* import a from './block.ts' */",
      `const text = "import './string.ts'"`,
      `const nested = \`\${'\`'} import './template.ts' \${\`\${1} import './inner.ts'\`}\``,
      `const pattern = /import '.[/]pattern.ts'"/`,
      'const half = 10 / 2',
      "import './real.ts'",
    ].join('\n')
    expect(specifiersOf(source)).toEqual(['./real.ts'])
  })

  it('does not mistake a declaration for an import from elsewhere', () => {
    const source = `
      export const a = 1
      export type B = 'x'
      export { a }
      const from = 'not-a-module'
      export function c(from = './default.ts') {}
      const url = import.meta.url
    `
    expect(specifiersOf(source)).toEqual([])
  })
})
