/** An import or re-export of a source file. */
export interface FoundImport {
  readonly specifier: string
  /** Erased when compiled: the whole statement is `import type` or `export type`. */
  readonly isTypeOnly: boolean
}

type Token =
  | { readonly type: 'word'; readonly text: string }
  | { readonly type: 'string'; readonly text: string }
  | { readonly type: 'mark'; readonly text: string }

/**
 * Finds what a file imports by reading it token by token, so that comments, strings and templates that merely look like
 * imports are not taken for them.
 */
export function scanImports(source: string): readonly FoundImport[] {
  const tokens = tokenize(source)
  const found: FoundImport[] = []
  tokens.forEach((token, index) => {
    if (token.type !== 'word' || (token.text !== 'import' && token.text !== 'export')) return
    if (tokens[index - 1]?.text === '.') return
    const specifier = findSpecifier(tokens, index)
    if (specifier !== null) found.push({ specifier, isTypeOnly: tokens[index + 1]?.text === 'type' })
  })
  return found
}

/** The code without comments and without the text of strings; the text of templates stays, because it may hold code. */
export const scanCode = (source: string): string =>
  tokenize(source)
    .map(({ type, text }) => (type === 'string' ? "''" : text))
    .join(' ')

/** The names and values of the code: its words and its strings of one word, without comments and texts for people. */
export const scanNames = (source: string): string =>
  tokenize(source)
    .filter(({ type, text }) => type === 'word' || (type === 'string' && !/\s/.test(text)))
    .map(({ text }) => text)
    .join(' ')

/** Words that can only follow `export` when something is declared here, not taken from another file. */
const DECLARATIONS = new Set([
  'const',
  'let',
  'function',
  'async',
  'class',
  'abstract',
  'interface',
  'default',
  'declare',
])

function findSpecifier(tokens: readonly Token[], start: number): string | null {
  const next = tokens[start + 1]
  if (next === undefined) return null
  if (next.type === 'string') return next.text
  if (next.text === '(') return tokens[start + 2]?.type === 'string' ? (tokens[start + 2]?.text ?? null) : null
  if (DECLARATIONS.has(next.text)) return null
  for (let index = start + 1; index < tokens.length; index++) {
    const token = tokens[index]
    if (token?.type === 'word' && token.text === 'from') {
      const specifier = tokens[index + 1]
      if (specifier?.type === 'string') return specifier.text
    }
    // `export type X = ...` declares; `export { a }` without from ends at its brace.
    if (token?.text === '=' || token?.text === '(' || token?.text === ';') return null
    if (token?.text === '}' && tokens[index + 1]?.text !== 'from') return null
  }
  return null
}

function tokenize(source: string): readonly Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < source.length) {
    const end = skipBlank(source, at)
    if (end > at) at = end
    else {
      const { token, next } = readToken(source, at, tokens.at(-1))
      tokens.push(token)
      at = next
    }
  }
  return tokens
}

/** The end of the white space or comment that starts here; the same place when there is none. */
function skipBlank(source: string, at: number): number {
  if (/\s/.test(source.charAt(at))) return at + 1
  if (source.startsWith('//', at) || source.startsWith('#!', at)) return endOf(source, '\n', at)
  return source.startsWith('/*', at) ? endOf(source, '*/', at + 2) : at
}

const endOf = (source: string, mark: string, from: number): number => {
  const found = source.indexOf(mark, from)
  return found === -1 ? source.length : found + mark.length
}

function readToken(
  source: string,
  at: number,
  before: Token | undefined,
): { readonly token: Token; readonly next: number } {
  const char = source.charAt(at)
  if (char === "'" || char === '"' || char === '`') {
    const next = endOfQuoted(source, at)
    return { token: { type: char === '`' ? 'mark' : 'string', text: source.slice(at + 1, next - 1) }, next }
  }
  if (char === '/' && startsPattern(before))
    return { token: { type: 'mark', text: 'pattern' }, next: endOfPattern(source, at) }
  const word = /^[\w$]+/.exec(source.slice(at, at + 100))?.[0]
  if (word !== undefined) return { token: { type: 'word', text: word }, next: at + word.length }
  return { token: { type: 'mark', text: char }, next: at + 1 }
}

function endOfQuoted(source: string, start: number): number {
  const quote = source.charAt(start)
  for (let at = start + 1; at < source.length; at++) {
    if (source.charAt(at) === '\\') at++
    else if (quote === '`' && source.startsWith('${', at)) at = endOfHole(source, at + 2) - 1
    else if (source.charAt(at) === quote) return at + 1
  }
  return source.length
}

/** The end of `${...}` in a template; it may hold braces, strings and templates of its own. */
function endOfHole(source: string, start: number): number {
  let depth = 1
  for (let at = start; at < source.length; at++) {
    const char = source.charAt(at)
    if (char === '{') depth++
    else if (char === '}' && --depth === 0) return at + 1
    else if (char === "'" || char === '"' || char === '`') at = endOfQuoted(source, at) - 1
  }
  return source.length
}

/** A slash starts a regular expression unless a value stands before it: then it divides. */
const startsPattern = (before: Token | undefined): boolean =>
  before === undefined ||
  (before.type === 'mark' && ![')', ']', '}', 'pattern'].includes(before.text)) ||
  before.text === 'return'

function endOfPattern(source: string, start: number): number {
  let isInClass = false
  for (let at = start + 1; at < source.length; at++) {
    const char = source.charAt(at)
    if (char === '\\') at++
    else if (char === '[') isInClass = true
    else if (char === ']') isInClass = false
    else if (char === '\n' || (char === '/' && !isInClass)) return at + 1
  }
  return source.length
}
