/** Whether a webhook leads to this address. What stands in a query may differ: some trackers leave it out, or need one. */
export function leadsTo(url: unknown, receiver: string): boolean {
  if (typeof url !== 'string' || !URL.canParse(url)) return false
  const [theirs, ours] = [new URL(url), new URL(receiver)]
  return theirs.origin === ours.origin && theirs.pathname.replace(/\/+$/, '') === ours.pathname.replace(/\/+$/, '')
}
