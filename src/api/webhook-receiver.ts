import type { Dependencies } from './dependencies.ts'

/** Where a tracker reports. */
export const receiverUrl = (publicUrl: Dependencies['publicUrl'], id: string): string =>
  `${publicUrl()}/api/v1/webhooks/${id}`
