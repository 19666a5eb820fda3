import type { FaultRequest, FaultRule } from '../../../demo/faults.ts'

interface BulkAnswer {
  readonly issues: readonly { readonly id: string }[]
}

/** Jira names these as issues that it fails to answer, in requests of which `isBroken`. */
export const failIssues = (ids: readonly string[], isBroken = (_asked: readonly string[]) => true): FaultRule => ({
  match: request => request.path.includes('/issue/bulkfetch') && isBroken(idsIn(request)),
  fault: 'rewritten',
  times: Infinity,
  rewrite: (payload, request) => {
    const { issues, ...rest } = JSON.parse(payload) as BulkAnswer
    const failed = idsIn(request).filter(id => ids.includes(id))
    return JSON.stringify({
      ...rest,
      issues: issues.filter(({ id }) => !failed.includes(id)),
      issueErrors: failed.map(id => ({ id, errorMessage: 'payload constraint' })),
    })
  },
})

const idsIn = ({ body }: FaultRequest): readonly string[] =>
  (body as { readonly issueIdsOrKeys: readonly string[] }).issueIdsOrKeys
