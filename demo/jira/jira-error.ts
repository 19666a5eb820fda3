/** An answer other than 200, in Jira's own error shape. */
export class JiraError extends Error {
  readonly status: number
  readonly errorMessages: readonly string[]

  constructor(status: number, errorMessages: readonly string[]) {
    super(errorMessages.join(' '))
    this.name = 'JiraError'
    this.status = status
    this.errorMessages = errorMessages
  }
}
