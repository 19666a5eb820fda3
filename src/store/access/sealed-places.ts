/** What each sealed value is bound to: it opens nowhere else. */
export const credentialsOf = (connectionId: string): string => `connection:${connectionId}:credentials`
export const webhookSecretOf = (connectionId: string): string => `connection:${connectionId}:webhook_secret`
export const accessOf = (connectionId: string): string => `connection:${connectionId}:access`
export const channelSettingsOf = (channelId: string): string => `channel:${channelId}:settings`
