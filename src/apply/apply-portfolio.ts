import type { Applied, AppliedStep } from './applied.ts'
import { loadCurrentPlans } from './current-plans.ts'
import { loadCurrentState } from './current-state.ts'
import { listFileInitiatives } from './file-initiatives.ts'
import type { ReadVariable } from './fill-in.ts'
import { planBaselines, planBudgets } from './plan-budgets.ts'
import { findUnknownPortfolios, planChannels } from './plan-channels.ts'
import { planConnections } from './plan-connections.ts'
import { findUnknownConnections } from './plan-initiatives.ts'
import { planRates, planRoleAssignments } from './plan-rates.ts'
import { planRules } from './plan-rules.ts'
import { planTree } from './plan-tree.ts'
import type { PortfolioFile } from './portfolio-file.ts'
import { PortfolioFileError } from './read-portfolio-file.ts'
import type { Service } from './service.ts'
import { type Ids, placeOf, type Secret, type Step } from './step.ts'
import { StepFailedError } from './step-failed-error.ts'

export interface ApplyOptions {
  /** Only say what would be done. */
  readonly dryRun: boolean
  readonly renewSecrets: boolean
  readonly readVariable: ReadVariable
  /** Called after each step that was carried out; a secret is lost unless it is kept now, since a later step may fail. */
  readonly onStep?: (step: AppliedStep, secret: Secret | null) => void
}

/**
 * Brings the service in line with the file, through its public API. Everything that can be known to be wrong is found
 * before the first change. What the file does not name is left alone; nothing is deleted. Throws a StepFailedError when
 * the service refuses a step; those before it stay applied.
 */
export async function applyPortfolio(service: Service, file: PortfolioFile, options: ApplyOptions): Promise<Applied> {
  const current = await loadCurrentState(service)
  const ids: Ids = new Map()
  const missing = new Set<string>()
  const input = { current, readVariable: options.readVariable, missing, renewSecrets: options.renewSecrets }
  const portfolios = file.portfolios ?? []
  const first = [...planConnections(file.connections ?? [], input, ids), ...planTree(portfolios, current, ids)]
  const plans = await loadCurrentPlans(service, file, ids)
  const initiatives = listFileInitiatives(portfolios)
  const steps = [
    ...first,
    ...planRules(portfolios, plans),
    ...planRoleAssignments(file.roleAssignments ?? [], plans),
    ...planRates(file.rates ?? [], plans),
    ...planBudgets(initiatives, plans),
    ...planChannels(file.channels ?? [], input),
    // Last, as they need what the trackers have to say, and that may not be read yet.
    ...planBaselines(initiatives, plans),
  ]
  const known = new Set([...ids.keys(), ...(file.connections ?? []).map(({ name }) => placeOf('connection', name))])
  const problems = [
    ...[...missing].map(name => `The environment variable ${name} is not set; the file takes a value from it.`),
    ...findUnknownConnections(portfolios, known),
    ...findUnknownPortfolios(file.channels ?? [], [...current.portfolios, ...portfolios]),
  ]
  if (problems.length > 0) throw new PortfolioFileError(problems)
  const secrets: Secret[] = []
  if (!options.dryRun) {
    for (const [index, step] of steps.entries()) {
      const secret = await step.run(service, ids).catch(error => {
        const done = { steps: steps.slice(0, index).map(describeStep), secrets }
        throw new StepFailedError(step, error, { done, stepCount: steps.length })
      })
      if (secret !== null) secrets.push(secret)
      options.onStep?.(describeStep(step), secret)
    }
  }
  return { steps: steps.map(describeStep), secrets }
}

const describeStep = ({ action, what, name, fields }: Step): AppliedStep => ({ action, what, name, fields })
