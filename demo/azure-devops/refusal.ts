/** An answer that is an error, in the service's own vocabulary: clients tell errors apart by `typeKey`. */
export class Refusal extends Error {
  readonly status: number
  readonly typeKey: string

  constructor(status: number, typeKey: string, message: string) {
    super(message)
    this.name = 'Refusal'
    this.status = status
    this.typeKey = typeKey
  }
}

export interface ErrorBody {
  readonly $id: string
  readonly innerException: null
  readonly message: string
  readonly typeName: string
  readonly typeKey: string
  readonly errorCode: number
  readonly eventId: number
}

export function renderRefusal(refusal: Refusal): ErrorBody {
  return {
    $id: '1',
    innerException: null,
    message: refusal.message,
    typeName: `Microsoft.TeamFoundation.Server.${refusal.typeKey}, Microsoft.TeamFoundation.Server`,
    typeKey: refusal.typeKey,
    errorCode: 0,
    // 3200 marks work item tracking, whose messages start with TF2, TF4, TF5, VS402 or VS403; 3000 everything else.
    eventId: /^(TF[245]|VS40)/.test(refusal.message) && !refusal.message.startsWith('TF200016') ? 3200 : 3000,
  }
}

export const refuseArgument = (message: string): Refusal => new Refusal(400, 'VssPropertyValidationException', message)

/**
 * One text for what is missing and what is forbidden: clients cannot tell them apart.
 * https://github.com/MicrosoftDocs/azure-devops-docs/issues/294
 */
export const refuseWorkItem = (id: number): Refusal =>
  new Refusal(
    404,
    'WorkItemUnauthorizedAccessException',
    `TF401232: Work item ${id} does not exist, or you do not have permissions to read it.`,
  )

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export const refuseProject = (nameOrId: string): Refusal =>
  GUID.test(nameOrId)
    ? new Refusal(
        404,
        'ProjectDoesNotExistException',
        `VS800075: The project with id 'vstfs:///Classification/TeamProject/${nameOrId}' does not exist, ` +
          'or you do not have permission to access it.',
      )
    : new Refusal(
        404,
        'ProjectDoesNotExistWithNameException',
        `TF200016: The following project does not exist: ${nameOrId}. Verify that the name of the project is correct ` +
          'and that the project exists on the specified Azure DevOps Server.',
      )
