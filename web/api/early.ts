import { findPortfolio, type Portfolio, readPlace } from '../shell/read-place.ts'
import { type Asked, addressOf, pageOf } from './address.ts'
import { firstQuestions, isOfPortfolio } from './first-questions.ts'
import type { Operation } from './operation.ts'

/** Who has not come for an answer by then asks for a newer one. */
const KEPT_MS = 10_000

/** By address: answers that nobody has come for yet. */
const early = new Map<string, Promise<Response>>()
/** What the page has asked for itself while we were still asking; null: we are done. */
let overtaken: Set<string> | null = new Set()

/** The answer that was asked for before there was anything to ask for it; each is given once. */
export function takeEarly(url: string): Promise<Response> | undefined {
  const response = early.get(url)
  early.delete(url)
  overtaken?.add(url)
  return response
}

const isOvertaken = (url: string): boolean => overtaken?.has(url) === true

/** Something changed after they were asked for, or is about to. */
export const dropEarly = (): void => early.clear()

/**
 * Asks what the page of an address asks first, side by side with its scripts. Who is signed in is answered before all else: it says
 * from when on changes are told, so nothing may be older.
 */
export async function askEarly(address: Pick<Location, 'pathname' | 'search'>): Promise<void> {
  setTimeout(dropEarly, KEPT_MS)
  try {
    await askInTurn(address)
  } finally {
    overtaken = null
  }
}

async function askInTurn({ pathname, search }: Pick<Location, 'pathname' | 'search'>): Promise<void> {
  const { ok: isSignedIn } = await askOne('GET /session', {})
  if (!isSignedIn) return
  const place = readPlace(Object.fromEntries(new URLSearchParams(search)))
  const portfolios = askOne('GET /portfolios', {})
  const portfolio = isOfPortfolio(pathname) ? findPortfolio(await listPortfolios(portfolios), place.portfolio) : null
  for (const { operation, input, isList } of firstQuestions(pathname, place, portfolio)) {
    const asked = isList ? pageOf(input, null) : input
    if (!isOvertaken(addressOf(operation, asked))) void askOne(operation, asked)
  }
}

function askOne(operation: Operation, input: Asked): Promise<Response> {
  const url = addressOf(operation, input)
  const response = fetch(url)
  // Whoever takes it says why it failed.
  response.catch(() => {})
  if (!isOvertaken(url)) early.set(url, response)
  return response
}

async function listPortfolios(asked: Promise<Response>): Promise<readonly Portfolio[]> {
  const response = await asked
  return response.ok ? ((await response.clone().json()) as { items: readonly Portfolio[] }).items : []
}
