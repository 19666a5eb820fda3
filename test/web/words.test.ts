import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAst } from 'vite'
import { describe, expect, it } from 'vitest'

const WEB = join(import.meta.dirname, '../../web')

/** The catalogue itself, and what makes the page and is no part of it. */
const BESIDE = /^(words\/|api\/generate|build-when-changed|vite\.config)/

/** A node of the syntax tree, as far as it is looked at. */
interface Syntax {
  readonly type: string
  readonly value?: unknown
  readonly name?: unknown
  readonly callee?: { readonly name?: string }
}

/** What a reader reads or hears: two words with a space between them, or one that begins as a sentence does; no list of fonts. */
const isText = (value: string): boolean =>
  !value.startsWith('system-ui') && (/\p{L}{2,} \p{L}{2,}/u.test(value) || /^\p{Lu}\p{Ll}+([ .:…].*)?$/u.test(value))
const isLetter = (value: string): boolean => /\p{L}/u.test(value)
/** Attributes that are shown or read out. */
const SPOKEN =
  /^(alt|title|label|placeholder|description|legend|summary|aria-(label|description|valuetext|roledescription))$/

/** Names, which nobody reads: a place in the browser, the end of a key of the catalogue, and what the service calls its formulas. */
const NAMES: ReadonlySet<string> = new Set([
  'milepost views of',
  'Hint',
  'EAC typical',
  'EAC atypical',
  'EAC both',
  'EAC bottom-up',
])

/** Texts in a source file that no other language could replace. */
function listTexts(source: string, lang: 'ts' | 'tsx' = 'tsx'): readonly string[] {
  const found: string[] = []
  const visit = (node: Syntax): void => {
    switch (node.type) {
      // For whoever looks after the page, not for its readers.
      case 'NewExpression':
        if (node.callee?.name === 'Error') return
        break
      case 'ImportDeclaration':
      case 'TSLiteralType':
        return
      case 'JSXText':
        if (isLetter(String(node.value))) found.push(String(node.value))
        return
      case 'JSXAttribute': {
        const { name, value } = node as { readonly name?: Syntax; readonly value?: Syntax }
        if (value?.type === 'Literal') {
          if (SPOKEN.test(String(name?.name)) && isLetter(String(value.value))) found.push(String(value.value))
          return
        }
        break
      }
      case 'Literal':
        if (typeof node.value === 'string' && isText(node.value)) found.push(node.value)
        return
      case 'TemplateElement': {
        const { cooked } = node.value as { readonly cooked: string }
        if (isText(cooked)) found.push(cooked)
        return
      }
    }
    for (const part of Object.values(node).flat()) if (isSyntax(part)) visit(part)
  }
  visit(parseAst(source, { lang }) as unknown as Syntax)
  return found.map(text => text.trim()).filter(text => !NAMES.has(text))
}

const isSyntax = (part: unknown): part is Syntax => typeof part === 'object' && part !== null && 'type' in part

describe('the texts of the dashboard', () => {
  const files = readdirSync(WEB, { recursive: true, encoding: 'utf8' }).filter(
    path => /\.tsx?$/.test(path) && !BESIDE.test(path),
  )

  it.each(files)('%s has none of its own', path => {
    expect(listTexts(readFileSync(join(WEB, path), 'utf8'), path.endsWith('x') ? 'tsx' : 'ts')).toEqual([])
  })

  it('are found wherever they are written', () => {
    const source = `
      const said = isDone ? 'Done' : \`\${count} items left\`
      const drawn = <p title="Sum" className="large text">Total: {count} <b aria-label="x">{'not yet'}</b></p>
      throw new Error('Nobody reads this.')`
    expect(listTexts(source)).toEqual(['Done', 'items left', 'Sum', 'Total:', 'x', 'not yet'])
  })
})
