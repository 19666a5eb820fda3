import { Type } from 'typebox'
import { isCurrency, readMinor } from '../portfolio/earned-value/money.ts'
import { ApiError } from './errors.ts'
import { Day } from './field.ts'

/* The fields that money has wherever it is entered. Amounts are text, so that no cent is lost on the way. */

const amount = (sign: string, expected: string) =>
  Type.String({
    pattern: `^${sign}(0|[1-9]\\d{0,11})(\\.\\d{1,4})?$`,
    'x-expected': expected,
    examples: ['1250.50'],
    description: 'Decimal text.',
  })

export const Amount = amount('', 'must be an amount such as "1250.50"')
export const SignedAmount = amount('-?', 'must be an amount such as "1250.50" or "-80.00"')

export const Currency = Type.String({
  pattern: '^[A-Z]{3}$',
  'x-expected': 'must be the code of a currency such as EUR',
  examples: ['EUR'],
  description: 'ISO 4217.',
})

/** What a person writes to say why, or what for. */
export const Note = Type.String({ minLength: 1, maxLength: 2_000, pattern: '\\S', 'x-expected': 'must not be blank' })

export const ShownAmount = Type.String({ description: 'Decimal text.' })

export const made = {
  createdBy: Type.String({ description: 'The name of the token.' }),
  createdAt: Type.String(),
}

export const validity = { validFrom: Day, validTo: Type.Optional(Day) }

export function refuse(field: string, expected: string): ApiError {
  return new ApiError('unprocessable', `${field} ${expected}.`, [{ field, expected }])
}

export function requireCurrency(code: string, field = 'body.currency'): void {
  if (!isCurrency(code)) throw refuse(field, 'must be the code of a currency such as EUR')
}

/** Amounts that are paid are whole cents; an hour may cost fractions of one. */
export function requireWhole(text: string, currency: string, field: string): void {
  if (readMinor(text, currency) === null) throw refuse(field, `must not be finer than ${currency} has units`)
}

export function requireOrder(first: string, last: string | undefined, field: string): void {
  if (last !== undefined && last < first) throw refuse(field, `must not be before ${first}`)
}
