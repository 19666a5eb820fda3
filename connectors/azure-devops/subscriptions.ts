import { type Static, Type } from 'typebox'
import type { WebhookReceiver } from '../connector.ts'
import { RejectedError } from '../errors.ts'
import { leadsTo } from '../leads-to.ts'
import { type AzureDevOpsClient, isProblem, WHO_WE_ARE } from './client.ts'
import { SubscriptionListSchema, SubscriptionSchema } from './payloads.ts'

export type Subscription = Static<typeof SubscriptionSchema>

/** The status with which the tracker has refused to make or renew one. */
export interface Refused {
  readonly refusedWith: number
}

export const isRefused = (answer: object): answer is Refused => 'refusedWith' in answer

/** One event of one project; nobody has shown that a subscription without a project is told of all. */
export interface Subject {
  readonly eventType: string
  readonly projectId: string
}

/** https://learn.microsoft.com/azure/devops/service-hooks/events */
export const EVENTS = [
  ['workitem.created', 'Work item created'],
  ['workitem.updated', 'Work item updated'],
  ['workitem.deleted', 'Work item deleted'],
  ['workitem.restored', 'Work item restored'],
  ['workitem.commented', 'Work item commented on'],
] as const

const PATH = '/_apis/hooks/subscriptions'
/** The scope of a token is told by 401, a missing right by 403, and a project without either by 404. */
const FORBIDDEN = [401, 403, 404]
/** An event that this server does not know, or an address that it does not call. */
const UNFIT = 400

export const NEEDED =
  'the permissions "View subscriptions" and "Edit subscriptions" of service hooks in each followed project (project ' +
  'administrators have them), and of a token the scope "Work Items (Read)"'

/** Those that post to this address, whoever has made them. */
export async function listSubscriptions(client: AzureDevOpsClient, url: string): Promise<readonly Subscription[]> {
  const where = 'reading the service hooks'
  const query = { publisherId: 'tfs', consumerId: 'webHooks', consumerActionId: 'httpRequest' }
  const answer = await client.askUnless(FORBIDDEN, SubscriptionListSchema, {
    path: PATH,
    query,
    where,
    endpointClass: 'metadata',
  })
  if (!isProblem(answer)) return answer.value.value.filter(({ consumerInputs }) => leadsTo(consumerInputs?.url, url))
  if (answer.status === 401) await client.ask(Type.Object({}), WHO_WE_ARE)
  throw new RejectedError('permission', `The account may not see the service hooks: it needs ${NEEDED}.`)
}

export async function subscribe(
  client: AzureDevOpsClient,
  subject: Subject,
  receiver: WebhookReceiver,
): Promise<Subscription | Refused> {
  const answer = await client.askUnless([...FORBIDDEN, UNFIT], SubscriptionSchema, {
    path: PATH,
    write: 'POST',
    body: describe(subject, receiver),
    where: 'registering a service hook',
    endpointClass: 'metadata',
  })
  return isProblem(answer) ? { refusedWith: answer.status } : answer.value
}

/** Enabled, with our secret, however it stood before. */
export async function renewSubscription(
  client: AzureDevOpsClient,
  id: string,
  subject: Subject,
  receiver: WebhookReceiver,
): Promise<Subscription | Refused> {
  const answer = await client.askUnless([...FORBIDDEN, UNFIT], SubscriptionSchema, {
    path: `${PATH}/${encodeURIComponent(id)}`,
    write: 'PUT',
    body: { id, ...describe(subject, receiver), status: 'enabled' },
    where: 'renewing a service hook',
    endpointClass: 'metadata',
  })
  return isProblem(answer) ? { refusedWith: answer.status } : answer.value
}

/** False where that is refused. One that is gone already is removed. */
export async function unsubscribe(client: AzureDevOpsClient, id: string): Promise<boolean> {
  const answer = await client.askUnless(FORBIDDEN, Type.Object({}), {
    path: `${PATH}/${encodeURIComponent(id)}`,
    write: 'DELETE',
    where: 'removing a service hook',
    endpointClass: 'metadata',
  })
  return !isProblem(answer) || answer.status === 404
}

/** The password alone is kept confidential there; messages for people are of no use to us. */
const describe = ({ eventType, projectId }: Subject, { url, secret }: WebhookReceiver) => ({
  publisherId: 'tfs',
  eventType,
  resourceVersion: '1.0',
  consumerId: 'webHooks',
  consumerActionId: 'httpRequest',
  publisherInputs: {
    projectId,
    areaPath: '',
    workItemType: '',
    ...(eventType.endsWith('updated') && { changedFields: '' }),
  },
  consumerInputs: {
    url,
    basicAuthUsername: USER_NAME,
    basicAuthPassword: secret,
    messagesToSend: 'none',
    detailedMessagesToSend: 'none',
  },
})

export const USER_NAME = 'milepost'
