import type { WebhookRegistrar } from '../connector.ts'
import { openAdminHooks } from './admin-hooks.ts'
import { openDynamicHooks } from './dynamic-hooks.ts'
import { explainWebhook } from './hook-instructions.ts'
import type { SiteClient } from './product.ts'
import type { Credentials, Settings } from './settings.ts'

/** Where webhooks are registered depends on whose credentials these are: an administrator's, or an app's. */
export function openRegistrar(
  findSite: () => Promise<SiteClient>,
  settings: Settings,
  credentials: Credentials,
  now: () => Date,
): WebhookRegistrar {
  const choose = async () => {
    const site = await findSite()
    return credentials.type === 'oauth2' ? openDynamicHooks(site, settings, now) : openAdminHooks(site, settings)
  }
  return {
    keep: async wish => (await choose()).keep(wish),
    remove: async receiver => (await choose()).remove(receiver),
    explain: async receiver => explainWebhook(await findSite(), settings, receiver),
  }
}
