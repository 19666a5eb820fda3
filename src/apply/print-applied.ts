import type { Applied, AppliedStep } from './applied.ts'
import type { Secret } from './step.ts'

export function printStep({ action, what, name, fields }: AppliedStep, dryRun: boolean): string {
  const verb = { create: dryRun ? 'would create' : 'created', change: dryRun ? 'would change' : 'changed' }[action]
  const lines = fields.map(({ field, from, to }) =>
    action === 'create' ? `    ${field}: ${show(to)}` : `    ${field}: ${show(from)} -> ${show(to)}`,
  )
  return [`${verb} ${what} "${name}"`, ...lines].join('\n')
}

export function printEnd({ steps }: Applied, dryRun: boolean): string {
  if (steps.length === 0) return 'Nothing to do: the service is as the file says.'
  const count = `${steps.length} ${steps.length === 1 ? 'difference' : 'differences'}`
  return dryRun ? `${count}; nothing was changed (dry run).` : `${count} applied.`
}

export const printSecret = ({ of, url, secret }: Secret): string =>
  url === null
    ? `Secret of channel "${of}", shown only this once: ${secret}`
    : `Webhook of "${of}", shown only this once: ${url} with the secret ${secret}`

const show = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
