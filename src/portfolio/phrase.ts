/** "1 item", "3 items". */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** "12.5 %", "100 %"; a share that is not quite all is never rounded up to all. */
export function percent(share: number): string {
  const tenths = share * 1_000
  const rounded = share < 1 ? Math.min(Math.round(tenths), 999) : Math.round(tenths)
  return `${rounded / 10} %`
}
