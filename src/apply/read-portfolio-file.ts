import { Value } from 'typebox/value'
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import { findWrongPlans } from './check-plan.ts'
import { findWrongReferences, type Path } from './check-references.ts'
import { PortfolioFile } from './portfolio-file.ts'

/** Everything that is wrong with a file, a sentence each; nothing was applied. */
export class PortfolioFileError extends Error {
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.name = 'PortfolioFileError'
    this.problems = problems
  }
}

/** Reads and checks the text of a portfolio file; `fileName` is only for the sentences. */
export function readPortfolioFile(text: string, fileName: string): PortfolioFile {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const at = (offset: number): string => `${fileName}:${lines.linePos(offset).line}`
  if (document.errors.length > 0) {
    throw new PortfolioFileError(document.errors.map(({ pos, message }) => `${at(pos[0])}: ${message}`))
  }
  // Aliases are refused when they would multiply without end.
  const value: unknown = document.toJS({ maxAliasCount: 100 }) ?? {}
  const where = (path: Path): string => `${at(nearest(document.contents, path)?.range?.[0] ?? 0)}: ${showPath(path)}`
  if (!Value.Check(PortfolioFile, value)) throw new PortfolioFileError(describe(value, where))
  const wrong = [...findWrongReferences(value), ...findWrongPlans(value)]
  if (wrong.length > 0) throw new PortfolioFileError(wrong.map(({ path, sentence }) => `${where(path)} ${sentence}`))
  return value
}

function describe(value: unknown, where: (path: Path) => string): readonly string[] {
  const sentences = Value.Errors(PortfolioFile, value).flatMap(error => {
    const path = error.instancePath.split('/').slice(1).map(readStep)
    switch (error.keyword) {
      case 'boolean':
        return []
      case 'additionalProperties':
        return error.params.additionalProperties.map(
          key => `${where([...path, key])} is not known; check the spelling.`,
        )
      case 'required':
        return error.params.requiredProperties.map(key => `${where([...path, key])} is missing.`)
      case 'format':
        return [`${where(path)} must be a day such as 2027-01-31.`]
      case 'minProperties':
        return [`${where(path)} must say what it selects, for example project: PAY.`]
      case 'enum':
        return [`${where(path)} must be one of ${error.params.allowedValues.map(String).join(', ')}.`]
      default:
        return [`${where(path)} ${readExpectation(error.schemaPath) ?? error.message}.`]
    }
  })
  return [...new Set(sentences)]
}

/** A pattern is for machines: the schema says beside it what a person should write. */
function readExpectation(schemaPath: string): string | null {
  let at: unknown = PortfolioFile
  for (const step of schemaPath.split('/').slice(1))
    at = typeof at === 'object' && at !== null ? Reflect.get(at, String(readStep(step))) : undefined
  const expected: unknown = typeof at === 'object' && at !== null ? Reflect.get(at, 'x-expected') : undefined
  return typeof expected === 'string' ? expected : null
}

/** JSON Pointer writes "/" and "~" of a key as "~1" and "~0". */
const readStep = (step: string): string | number =>
  /^\d+$/.test(step) ? Number(step) : step.replaceAll('~1', '/').replaceAll('~0', '~')

/** The node at the path, or the innermost one on the way: a missing key has no line of its own. */
function nearest(contents: unknown, path: Path): Node | null {
  let node: unknown = contents
  let found: Node | null = null
  for (const step of [...path, null]) {
    if (isMap(node) || isSeq(node) || isScalar(node)) found = node
    if (step === null) break
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))
      if (pair !== undefined && isScalar(pair.key)) found = pair.key
      node = pair?.value
    } else node = isSeq(node) && typeof step === 'number' ? node.items[step] : undefined
  }
  return found
}

const showPath = (path: Path): string =>
  path.length === 0
    ? 'the file'
    : path.reduce<string>(
        (shown, step) => (typeof step === 'number' ? `${shown}[${step}]` : shown === '' ? step : `${shown}.${step}`),
        '',
      )
