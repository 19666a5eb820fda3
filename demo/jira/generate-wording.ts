import type { Random } from '../random.ts'

const verbs = [
  'Show',
  'Validate',
  'Store',
  'Retry',
  'Log',
  'Cache',
  'Translate',
  'Measure',
  'Hide',
  'Export',
  'Limit',
  'Confirm',
]
const objects: Readonly<Record<string, readonly string[]>> = {
  PAY: [
    'card token',
    'refund',
    'receipt',
    'wallet payment',
    'fraud score',
    'currency choice',
    'settlement file',
    'plan change',
    'dunning mail',
    'invoice',
  ],
  MOB: [
    'login screen',
    'push message',
    'offline basket',
    'barcode scan',
    'home feed',
    'profile photo',
    'deep link',
    'store finder',
    'dark theme',
    'crash report',
  ],
  WEB: [
    'search result',
    'filter panel',
    'product page',
    'synonym list',
    'seller offer',
    'category tree',
    'price badge',
    'review stars',
    'suggestion box',
    'empty result',
  ],
  OPS: [
    'identity provider',
    'group mapping',
    'break-glass account',
    'session timeout',
    'audit export',
    'device policy',
    'access review',
    'second factor',
    'password vault',
    'support script',
  ],
}
const endings = [
  'before checkout',
  'for returning users',
  'on slow networks',
  'in the audit log',
  'for partners',
  'in the back office',
  'after a timeout',
  'with clear errors',
]
const topics = ['Foundations', 'Core journey', 'Edge cases', 'Migration', 'Launch']
const faults = [
  'is shown twice',
  'is lost on reload',
  'has the wrong date',
  'fails with an empty value',
  'is slow above 1000 rows',
]

export function nameEpic(theme: string, at: number): string {
  return `${theme}: ${topics[at % topics.length] ?? 'More'}`
}

export function nameItem(project: string, type: string, random: Random): string {
  const object = random.pick(objects[project] ?? ['record'])
  if (type === 'Bug') return `${object.charAt(0).toUpperCase()}${object.slice(1)} ${random.pick(faults)}`
  return `${random.pick(verbs)} ${object} ${random.pick(endings)}`
}
