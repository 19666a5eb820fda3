import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { formatInstant } from '../instant.ts'
import type { Subscription } from '../organization-state.ts'
import { readQuery } from '../read-query.ts'
import { Refusal, refuseArgument } from '../refusal.ts'
import { listOf, renderIdentity, type View } from '../view.ts'
import { answer, loadVisibleProject, paramOf } from './scope.ts'

const EVENT_TYPES = [
  'workitem.created',
  'workitem.updated',
  'workitem.deleted',
  'workitem.restored',
  'workitem.commented',
]

const SubscriptionRequest = Type.Object({
  publisherId: Type.Literal('tfs'),
  eventType: Type.String(),
  resourceVersion: Type.Optional(Type.String()),
  consumerId: Type.Literal('webHooks'),
  consumerActionId: Type.Literal('httpRequest'),
  publisherInputs: Type.Record(Type.String(), Type.String()),
  consumerInputs: Type.Record(Type.String(), Type.String()),
  status: Type.Optional(Type.String()),
})
type SubscriptionRequest = Static<typeof SubscriptionRequest>

/** How a password is shown; sent back, it means the one that is kept. */
const MASKED = '********'

/** Service hook subscriptions: who is told of which changes. */
export function answerSubscriptions(app: FastifyInstance, view: View): void {
  const { state } = view.organization

  answer(app, 'POST', ['collection'], 'hooks/subscriptions', request => {
    const body = requireSubscribable(view, request.body)
    const at = formatInstant(view.now().getTime())
    const { status: _, ...inputs } = body
    const subscription: Subscription = {
      ...inputs,
      resourceVersion: body.resourceVersion ?? '1.0',
      id: randomUUID(),
      status: 'enabled',
      createdBy: state.people[0]?.id ?? '',
      createdDate: at,
      modifiedDate: at,
    }
    state.subscriptions.push(subscription)
    return renderSubscription(view, subscription)
  })

  answer(app, 'GET', ['collection'], 'hooks/subscriptions', request => {
    const query = readQuery(request)
    const matches = (subscription: Subscription): boolean =>
      (['publisherId', 'eventType', 'consumerId', 'consumerActionId'] as const).every(
        name => (query.get(name.toLowerCase()) ?? subscription[name]) === subscription[name],
      )
    const mayLook = state.projects.some(({ id }) => view.mayEditHooks(id))
    if (!mayLook) throw refuseHooks('View subscriptions')
    const visible = state.subscriptions.filter(({ publisherInputs }) => isAllowed(view, publisherInputs.projectId))
    return listOf(visible.filter(matches).map(subscription => renderSubscription(view, subscription)))
  })

  answer(app, 'GET', ['collection'], 'hooks/subscriptions/:id', request =>
    renderSubscription(view, requireSubscription(view, paramOf(request, 'id'))),
  )

  answer(app, 'PUT', ['collection'], 'hooks/subscriptions/:id', request => {
    const subscription = requireSubscription(view, paramOf(request, 'id'))
    const body = requireSubscribable(view, request.body)
    const { basicAuthPassword } = body.consumerInputs
    subscription.publisherInputs = body.publisherInputs
    subscription.consumerInputs =
      basicAuthPassword === MASKED ? { ...body.consumerInputs, ...keptPassword(subscription) } : body.consumerInputs
    if (body.status === 'enabled' || body.status === 'disabledByUser') subscription.status = body.status
    subscription.modifiedDate = formatInstant(view.now().getTime())
    return renderSubscription(view, subscription)
  })

  answer(app, 'DELETE', ['collection'], 'hooks/subscriptions/:id', (request, reply) => {
    const subscription = requireSubscription(view, paramOf(request, 'id'))
    state.subscriptions.splice(state.subscriptions.indexOf(subscription), 1)
    return reply.code(204).send()
  })
}

const keptPassword = ({ consumerInputs: { basicAuthPassword } }: Subscription) =>
  basicAuthPassword === undefined ? {} : { basicAuthPassword }

/** Without a project it concerns all of them. */
const isAllowed = ({ mayEditHooks, organization }: View, projectId: string | undefined): boolean =>
  projectId ? mayEditHooks(projectId) : organization.state.projects.every(({ id }) => mayEditHooks(id))

function requireSubscribable(view: View, body: unknown): SubscriptionRequest {
  if (!Value.Check(SubscriptionRequest, body)) throw refuseArgument('The body is not a web hook subscription.')
  if (!EVENT_TYPES.includes(body.eventType))
    throw refuseInput(`The event type ${body.eventType} is not known to the publisher tfs.`)
  if (!URL.canParse(body.consumerInputs.url ?? '')) throw refuseInput('The input url is required.')
  const { projectId } = body.publisherInputs
  if (projectId) loadVisibleProject(view, projectId)
  if (!isAllowed(view, projectId)) throw refuseHooks('Edit subscriptions')
  return body
}

const refuseHooks = (permission: string): Refusal =>
  new Refusal(403, 'AccessCheckException', `Access denied: the account needs the permission ${permission}.`)

const refuseInput = (message: string): Refusal => new Refusal(400, 'SubscriptionInputException', message)

function requireSubscription(view: View, id: string): Subscription {
  const subscription = view.organization.state.subscriptions.find(candidate => candidate.id === id.toLowerCase())
  if (subscription === undefined)
    throw new Refusal(404, 'SubscriptionNotFoundException', `The subscription ${id} does not exist.`)
  if (!isAllowed(view, subscription.publisherInputs.projectId)) throw refuseHooks('Edit subscriptions')
  return subscription
}

function renderSubscription(view: View, subscription: Subscription): Record<string, unknown> {
  const { createdBy, consumerInputs, ...shown } = subscription
  const identity = renderIdentity(view, createdBy)
  // Only the password is confidential; custom headers are shown to whoever may see the subscription.
  const masked = 'basicAuthPassword' in consumerInputs ? { basicAuthPassword: MASKED } : {}
  return {
    ...shown,
    url: `${view.baseUrl}/_apis/hooks/subscriptions/${subscription.id}`,
    eventDescription: '',
    actionDescription: `To host ${new URL(consumerInputs.url ?? '').host}`,
    createdBy: identity,
    modifiedBy: identity,
    consumerInputs: { ...consumerInputs, ...masked },
  }
}
