/** Amounts of money are whole minor units (cents); what people enter and read is decimal text. */

/** Digits after the point of amounts people enter: rates per hour may be finer than a cent. */
const ENTERED_DIGITS = 4
/** Digits after the point of an exchange rate. */
const EXCHANGE_DIGITS = 10
const SECONDS_PER_HOUR = 3_600n

/**
 * An exact amount, so that a sum of many hours is rounded once and not for each of them: currency units times 3600 (hours
 * are counted in seconds) times 10^14 (an amount with 4 digits times an exchange rate with 10).
 */
export type ExactAmount = bigint

/** Digits of a currency's minor unit: 2 for EUR, 0 for JPY. */
export function minorDigits(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
}

export function isCurrency(code: string): boolean {
  return Intl.supportedValuesOf('currency').includes(code)
}

/** An amount as people write it, exactly; `exchangeRate` converts it. */
export function exactAmount(amount: string, exchangeRate = '1'): ExactAmount {
  return scaled(amount, ENTERED_DIGITS) * scaled(exchangeRate, EXCHANGE_DIGITS) * SECONDS_PER_HOUR
}

/** What a second costs at a rate per hour. Negative time, a correction, gives it back. */
export function secondPrice(amountPerHour: string, exchangeRate = '1'): ExactAmount {
  return scaled(amountPerHour, ENTERED_DIGITS) * scaled(exchangeRate, EXCHANGE_DIGITS)
}

export function toMinor(amount: ExactAmount, currency: string): number {
  const scale = SECONDS_PER_HOUR * 10n ** BigInt(ENTERED_DIGITS + EXCHANGE_DIGITS)
  return Number(divideRounded(amount * 10n ** BigInt(minorDigits(currency)), scale))
}

/** "1250.5" of a currency with cents is 125050; null where the text is finer than the currency. */
export function readMinor(amount: string, currency: string): number | null {
  const digits = minorDigits(currency)
  const [, fraction = ''] = amount.split('.')
  if (fraction.replace(/0+$/, '').length > digits) return null
  return Number(scaled(amount, digits))
}

/** 125050 is "1250.50". */
export function writeMinor(minor: number, currency: string): string {
  const digits = minorDigits(currency)
  const text = String(Math.abs(Math.round(minor))).padStart(digits + 1, '0')
  const sign = Math.round(minor) < 0 ? '-' : ''
  return digits === 0 ? `${sign}${text}` : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`
}

/** The rate the other way round, to as many digits as rates have. */
export function invertRate(rate: string): string {
  const inverse = divideRounded(10n ** BigInt(2 * EXCHANGE_DIGITS), scaled(rate, EXCHANGE_DIGITS))
  const text = String(inverse).padStart(EXCHANGE_DIGITS + 1, '0')
  return `${text.slice(0, -EXCHANGE_DIGITS)}.${text.slice(-EXCHANGE_DIGITS)}`
}

/** Parts that sum to the whole exactly, in proportion to their weights: each is rounded where the one before ended. */
export function spreadMinor(total: number, weights: readonly number[]): readonly number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0)
  if (!(sum > 0)) return weights.map(() => 0)
  const last = weights.findLastIndex(weight => weight > 0)
  let weighed = 0
  let given = 0
  return weights.map((weight, index) => {
    weighed += weight
    const until = index >= last ? total : Math.round(total * (weighed / sum))
    const part = until - given
    given = until
    return part
  })
}

/** Decimal text as a whole number of 10^-digits; what is finer is rounded. */
function scaled(text: string, digits: number): bigint {
  const [whole = '0', fraction = ''] = text.replace(/^-/, '').split('.')
  const kept = BigInt(whole + fraction.padEnd(digits + 1, '0').slice(0, digits + 1))
  const value = divideRounded(kept, 10n)
  return text.startsWith('-') ? -value : value
}

/** Half away from zero, as accountants round. */
function divideRounded(dividend: bigint, divisor: bigint): bigint {
  const half = divisor / 2n
  return dividend < 0n ? -((-dividend + half) / divisor) : (dividend + half) / divisor
}
