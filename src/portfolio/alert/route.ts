import { type AlertKind, SEVERITIES, type Severity } from './alert.ts'

/** Which alerts a channel is told of; null is all of them. */
export interface AlertRoute {
  readonly portfolioIds: readonly string[] | null
  readonly owners: readonly string[] | null
  readonly kinds: readonly AlertKind[] | null
  readonly leastSeverity: Severity
  /** Also of connections and channels, which are of no portfolio or owner; left out: where those do not limit it. */
  readonly operations?: boolean
  /** Only of those that nobody has answered for too long; left out: of all. */
  readonly onlyEscalated?: boolean
}

export const EVERYTHING: AlertRoute = { portfolioIds: null, owners: null, kinds: null, leastSeverity: 'low' }

/** What of an alert decides where it goes. */
export interface RoutedAlert {
  /** Null: it is about a connection or a channel. */
  readonly portfolioId: string | null
  /** Of the initiative, or of the nearest node above it that has one. */
  readonly owner: string | null
  readonly kind: AlertKind
  readonly severity: Severity
  readonly isEscalated: boolean
}

export function leadsTo(
  { portfolioIds, owners, kinds, leastSeverity, operations, onlyEscalated }: AlertRoute,
  alert: RoutedAlert,
): boolean {
  if (kinds !== null && !kinds.includes(alert.kind)) return false
  if (SEVERITIES.indexOf(alert.severity) < SEVERITIES.indexOf(leastSeverity)) return false
  if (onlyEscalated === true && !alert.isEscalated) return false
  if (alert.portfolioId === null) return operations ?? (portfolioIds === null && owners === null)
  if (portfolioIds !== null && !portfolioIds.includes(alert.portfolioId)) return false
  return owners === null || (alert.owner !== null && owners.some(owner => isSame(owner, alert.owner ?? '')))
}

const isSame = (one: string, other: string): boolean => one.trim().toLowerCase() === other.trim().toLowerCase()
