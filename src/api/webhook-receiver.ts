import type { Dependencies } from './dependencies.ts'

/** What a connection's sealed values are bound to; read again by the processes that open it. */
export const credentialsOf = (id: string): string => `connection:${id}:credentials`
export const webhookSecretOf = (id: string): string => `connection:${id}:webhook_secret`

/** Where a tracker reports. */
export const receiverUrl = (publicUrl: Dependencies['publicUrl'], id: string): string =>
  `${publicUrl()}/api/v1/webhooks/${id}`
