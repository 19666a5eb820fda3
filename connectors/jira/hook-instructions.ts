import type { WebhookInstructions, WebhookReceiver } from '../connector.ts'
import { findAdminApi, NEEDED, writeReceiver } from './admin-api.ts'
import { writeFilter } from './admin-hooks.ts'
import type { SiteClient } from './product.ts'
import type { Settings } from './settings.ts'

/** https://confluence.atlassian.com/adminjiraserver/managing-webhooks-938846912.html; in Cloud the form is the same. */
export async function explainWebhook(
  site: SiteClient,
  settings: Settings,
  receiver: WebhookReceiver,
): Promise<WebhookInstructions> {
  const api = await findAdminApi(site)
  const jql = await writeFilter(site, settings)
  return {
    steps: [
      `To let Milepost do it, give its account ${NEEDED}, or an app the scope "manage:jira-webhook", and ask again. Otherwise, as an administrator of Jira:`,
      `Open System, WebHooks: ${site.siteUrl}/plugins/servlet/webhooks`,
      'Choose "Create a WebHook" and enter the fields as below.',
      'Under "Issue related events" tick created, updated and deleted of Issue, Comment, Worklog and Issue link; below it all of Version and of Sprint.',
      'Save it.',
    ],
    fields: [
      { name: 'Name', value: 'Milepost' },
      { name: 'Status', value: 'Enabled' },
      { name: 'URL', value: writeReceiver(api, receiver) },
      ...(api.signs ? [{ name: 'Secret', value: receiver.secret }] : []),
      { name: 'Issue related events (JQL)', value: jql },
      { name: 'Exclude body', value: 'No' },
    ],
  }
}
