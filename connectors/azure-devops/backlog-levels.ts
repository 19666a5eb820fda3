import type { Static } from 'typebox'
import type { Proposal } from '../../src/work/source-record.ts'
import type { ItemKind } from '../../src/work/work-item.ts'
import type { BacklogConfigurationSchema, CategoryListSchema } from './payloads.ts'

export type BacklogConfiguration = Static<typeof BacklogConfigurationSchema>

/** Of a project whose default team has none. */
export const NO_BACKLOGS: BacklogConfiguration = {
  taskBacklog: null,
  requirementBacklog: null,
  portfolioBacklogs: null,
  backlogFields: null,
}

/** Where the project's backlogs put one type; part of the record's context, so that it can be judged again. */
export interface TypePlace {
  /** Reference name of the backlog's category, or the id of a backlog of the organisation's own. */
  readonly backlogId: string | null
  readonly backlogKind: 'task' | 'requirement' | 'portfolio' | null
  /** 1 for the lowest portfolio backlog. */
  readonly portfolioPosition: number
  readonly categories: readonly string[]
  /** Whether tasks lie under requirements here. */
  readonly hasRequirements: boolean
  readonly bugsAreTasks: boolean
}

export type ItemMeaning = { readonly kind: ItemKind; readonly level: number }

/** From 2 on bugs are kept with tasks: the answer is a word or, from older versions, the number of the word. */
const areBugsTasks = ({ bugsBehavior }: BacklogConfiguration): boolean =>
  bugsBehavior === 'asTasks' || bugsBehavior === 2

const BUG_CATEGORY = 'Microsoft.BugCategory'

/** The levels without bugs, which a team may have added to one of them. */
export function leaveOutBugs(
  backlogs: BacklogConfiguration,
  categories: Static<typeof CategoryListSchema>['value'],
): BacklogConfiguration {
  const bugs = categories.find(({ referenceName }) => referenceName === BUG_CATEGORY)?.workItemTypes ?? []
  const leaveOut = <L extends { readonly workItemTypes?: readonly { name: string }[] | null }>(level: L): L => ({
    ...level,
    workItemTypes: level.workItemTypes?.filter(({ name }) => !bugs.some(bug => bug.name === name)) ?? null,
  })
  return {
    ...backlogs,
    taskBacklog: backlogs.taskBacklog && leaveOut(backlogs.taskBacklog),
    requirementBacklog: backlogs.requirementBacklog && leaveOut(backlogs.requirementBacklog),
    portfolioBacklogs: backlogs.portfolioBacklogs?.map(leaveOut) ?? null,
  }
}

export function placeType(typeName: string, backlogs: BacklogConfiguration, categories: readonly string[]): TypePlace {
  const has = (
    level: { readonly workItemTypes?: readonly { readonly name: string }[] | null } | null | undefined,
  ): boolean => level?.workItemTypes?.some(({ name }) => name === typeName) ?? false
  const portfolio = [...(backlogs.portfolioBacklogs ?? [])].sort((left, right) => (left.rank ?? 0) - (right.rank ?? 0))
  const common = {
    categories,
    hasRequirements: (backlogs.requirementBacklog?.workItemTypes?.length ?? 0) > 0,
    bugsAreTasks: areBugsTasks(backlogs),
  }
  const position = portfolio.findIndex(has)
  if (position >= 0) {
    return {
      ...common,
      backlogKind: 'portfolio',
      backlogId: portfolio[position]?.id ?? null,
      portfolioPosition: position + 1,
    }
  }
  if (has(backlogs.requirementBacklog)) {
    return {
      ...common,
      backlogKind: 'requirement',
      backlogId: backlogs.requirementBacklog?.id ?? null,
      portfolioPosition: 0,
    }
  }
  if (has(backlogs.taskBacklog)) {
    return { ...common, backlogKind: 'task', backlogId: backlogs.taskBacklog?.id ?? null, portfolioPosition: 0 }
  }
  return { ...common, backlogKind: null, backlogId: null, portfolioPosition: 0 }
}

const SIDE_CATEGORIES = new Set([
  'Microsoft.HiddenCategory',
  'Microsoft.TestCaseCategory',
  'Microsoft.TestPlanCategory',
  'Microsoft.TestSuiteCategory',
  'Microsoft.SharedStepCategory',
  'Microsoft.SharedParameterCategory',
  'Microsoft.CodeReviewRequestCategory',
  'Microsoft.CodeReviewResponseCategory',
  'Microsoft.FeedbackRequestCategory',
  'Microsoft.FeedbackResponseCategory',
])

/** Types of Microsoft's processes that lie on no backlog; their reference names survive a rename. */
const KINDS_BY_REFERENCE: ReadonlyMap<string, ItemKind> = new Map([
  ['Microsoft.VSTS.WorkItemTypes.Bug', 'bug'],
  ['Microsoft.VSTS.WorkItemTypes.Issue', 'issue'],
  ['Microsoft.VSTS.WorkItemTypes.Impediment', 'issue'],
  ['Microsoft.VSTS.WorkItemTypes.Risk', 'risk'],
  ['Microsoft.VSTS.WorkItemTypes.ChangeRequest', 'change'],
  ['Microsoft.VSTS.WorkItemTypes.Review', 'other'],
])

/** Used only as a hint to the person who maps the type: below 0.5 it has no effect until confirmed. */
const KINDS_BY_NAME: readonly (readonly [RegExp, ItemKind])[] = [
  [/milestone/i, 'milestone'],
  [/\brisk\b/i, 'risk'],
  [/\bdecision\b/i, 'decision'],
  [/\bobjective\b/i, 'objective'],
]

/**
 * Levels count as in every tracker: 0 is the backlog that is planned (stories), -1 what lies under it (tasks), 1 and
 * more what groups it.
 */
export function proposeItemMeaning(
  name: string,
  referenceName: string | undefined,
  place: TypePlace,
): Proposal<ItemMeaning> | null {
  const taskLevel = place.hasRequirements ? -1 : 0
  const propose = (kind: ItemKind, level: number, confidence: number, reason: string): Proposal<ItemMeaning> => ({
    value: { kind, level },
    confidence,
    reason,
  })
  if (place.categories.includes(BUG_CATEGORY)) {
    const isTask = place.backlogKind === 'task' || (place.backlogKind === null && place.bugsAreTasks)
    return propose('bug', isTask ? taskLevel : 0, 0.95, 'backlog configuration')
  }
  switch (place.backlogKind) {
    case 'portfolio':
      return propose(readPortfolioKind(place), place.portfolioPosition, 0.95, 'backlog configuration')
    case 'requirement':
      return propose('story', 0, 0.95, 'backlog configuration')
    case 'task':
      return propose('task', taskLevel, 0.95, 'backlog configuration')
    case null:
      break
  }
  if (place.categories.some(category => SIDE_CATEGORIES.has(category))) {
    return propose('other', 0, 0.8, 'work item type category')
  }
  const known = KINDS_BY_REFERENCE.get(referenceName ?? '')
  if (known !== undefined) return propose(known, 0, 0.7, 'type reference name')
  const guess = KINDS_BY_NAME.find(([pattern]) => pattern.test(name))
  return guess === undefined ? null : propose(guess[1], 0, 0.3, 'name')
}

function readPortfolioKind({ backlogId, portfolioPosition }: TypePlace): ItemKind {
  if (backlogId === 'Microsoft.EpicCategory') return 'epic'
  if (backlogId === 'Microsoft.FeatureCategory') return 'feature'
  if (portfolioPosition <= 1) return 'feature'
  return portfolioPosition === 2 ? 'epic' : 'initiative'
}
