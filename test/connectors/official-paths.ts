import { existsSync, readFileSync } from 'node:fs'

const folder = new URL('../../../shared/specs/', import.meta.url)

type Json = { readonly [key: string]: unknown }
interface Operation {
  readonly parameters?: readonly Json[]
}
interface Description {
  readonly paths: Paths
  /** Paths that are told apart by their query, which is part of their names. */
  readonly 'x-ms-paths'?: Paths
}
type Paths = Readonly<Record<string, Readonly<Record<string, Operation | readonly Json[]>>>>

export const areDescribed = (names: readonly string[]): boolean =>
  names.every(name => existsSync(new URL(name, folder)))

export interface AskedFor {
  readonly method: string
  /** Path and query as the client sent them. */
  readonly path: string
}

/** The methods, paths and query parameters of several official OpenAPI descriptions. */
export interface OfficialPaths {
  /** What the descriptions do not allow about a request; null when it is as described. */
  readonly findFault: (request: AskedFor) => string | null
}

export function loadOfficialPaths(names: readonly string[]): OfficialPaths {
  const templates = names.flatMap(name => {
    // Some files begin with a byte order mark.
    const text = readFileSync(new URL(name, folder), 'utf8').replace(/^\uFEFF/, '')
    const description = JSON.parse(text) as Description
    const all = [...Object.entries(description.paths), ...Object.entries(description['x-ms-paths'] ?? {})]
    return all.map(([template, operations]) => ({
      pattern: toPattern(template.split('?')[0] ?? '', listOptional(operations)),
      fixedParts: template.split('/').filter(part => !part.startsWith('{')).length,
      describe: (method: string): ReadonlySet<string> | null => {
        const operation = operations[method.toLowerCase()] as Operation | undefined
        if (operation === undefined) return null
        const shared = (operations.parameters ?? []) as readonly Json[]
        return new Set([...shared, ...(operation.parameters ?? [])].map(each => readName(description, each)))
      },
    }))
  })
  return {
    findFault: ({ method, path }) => {
      const url = new URL(path, 'http://tracker')
      const found = templates
        .filter(({ pattern }) => pattern.test(url.pathname))
        // Of two that fit, the one that names more is meant: /search/jql is not /search/{id}.
        .sort((a, b) => b.fixedParts - a.fixedParts)
      if (found.length === 0) return `${url.pathname} is no described path`
      const known = found.map(({ describe }) => describe(method)).filter(names => names !== null)
      if (known.length === 0) return `${method} ${url.pathname} is not described`
      const unknown = [...url.searchParams.keys()].filter(name => !known.some(names => names.has(name.toLowerCase())))
      return unknown.length === 0 ? null : `${method} ${url.pathname} has no parameter ${unknown.join(', ')}`
    },
  }
}

/** Azure DevOps compares paths without regard to case. */
function toPattern(template: string, optional: ReadonlySet<string>): RegExp {
  const parts = template.split('/').filter(part => part !== '')
  const pattern = parts.map(part => {
    const name = /^\{(.+)\}$/.exec(part)?.[1]
    if (name === undefined) return `/${part.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{[^}]+\}/g, '[^/]+')}`
    return optional.has(name) ? '(?:/[^/]+)?' : '/[^/]+'
  })
  return new RegExp(`^${pattern.join('')}/?$`, 'i')
}

/** Parts of a path that may be left out: the project of what is also told of the whole organisation. */
function listOptional(operations: Paths[string]): ReadonlySet<string> {
  const parameters = Object.values(operations).flatMap(each => ('parameters' in each ? (each.parameters ?? []) : []))
  return new Set(parameters.filter(each => each['x-ms-required'] === false).map(({ name }) => String(name)))
}

function readName(description: Description, parameter: Json): string {
  const ref = parameter.$ref
  if (typeof ref !== 'string') return String(parameter.name).toLowerCase()
  const target = ref
    .slice(2)
    .split('/')
    .reduce<unknown>((node, key) => (node as Json)[key], description)
  return String((target as Json).name).toLowerCase()
}
