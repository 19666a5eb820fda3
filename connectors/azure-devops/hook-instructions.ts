import type { WebhookInstructions, WebhookReceiver } from '../connector.ts'
import type { Project } from './projects.ts'
import { EVENTS, NEEDED, USER_NAME } from './subscriptions.ts'

/** https://learn.microsoft.com/azure/devops/service-hooks/services/webhooks */
export function explainSubscriptions(
  organizationUrl: string,
  projects: readonly Project[],
  { url, secret }: WebhookReceiver,
): WebhookInstructions {
  const pages = projects.map(({ name }) => `${organizationUrl}/${encodeURIComponent(name)}/_settings/serviceHooks`)
  return {
    steps: [
      `To let Milepost do it, give its account ${NEEDED}, and ask again. Otherwise, as a project administrator:`,
      `Open Project settings, Service hooks, of each followed project: ${pages.join(' ')}`,
      'Choose "Create subscription", the service "Web Hooks", Next.',
      `Choose the first event (${EVENTS.map(([, name]) => name.toLowerCase()).join('; ')}), leave its filters at [Any], Next.`,
      'Enter the fields as below, choose "Test", then "Finish". Do the same for each of the other events.',
    ],
    fields: [
      { name: 'URL', value: url },
      { name: 'Basic authentication username', value: USER_NAME },
      { name: 'Basic authentication password', value: secret },
      { name: 'Resource details to send', value: 'All' },
      { name: 'Messages to send', value: 'None' },
      { name: 'Detailed messages to send', value: 'None' },
    ],
  }
}
