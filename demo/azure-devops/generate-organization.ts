import { DEMO_HISTORY_DAYS, DEMO_SEED, type DemoInitiative, type DemoPart, demoPortfolios } from '../organisation.ts'
import { type Random, seededRandom } from '../random.ts'
import { generateIncidents } from './generate/incidents.ts'
import { generateLinks } from './generate/links.ts'
import { type GeneratedPart, generatePart } from './generate/part.ts'
import type { PartContext } from './generate/planned-item.ts'
import { generateRisks } from './generate/risks.ts'
import { generateStructure, type Structure } from './generate/structure.ts'
import { pickMembers } from './generate/teams.ts'
import { createTimeline, type Timeline } from './generate/timeline.ts'
import { vocabularies } from './generate/vocabulary.ts'
import { DAY_MS } from './instant.ts'
import { type Organization, openOrganization } from './organization.ts'
import type { Person } from './organization-state.ts'

/** An organisation with nine months of history that ends at `now`; the same for the same seed and moment. */
export function generateOrganization({
  seed = DEMO_SEED,
  now,
  until = now,
}: {
  readonly seed?: number
  readonly now: Date
  /** The same life, led only up to this instant. */
  readonly until?: Date
}): Organization {
  const random = seededRandom(seed)
  const nowMs = now.getTime()
  const startMs = nowMs - DEMO_HISTORY_DAYS * DAY_MS
  const structure = generateStructure(random, startMs, nowMs)
  const timeline = createTimeline()
  const parts: GeneratedPart[] = []
  for (const initiative of listInitiatives()) {
    for (const part of initiative.azureDevOps) {
      const context = describePart(random, timeline, structure, initiative, part, { startMs, nowMs })
      const generated = generatePart(context, part)
      parts.push(generated)
      if (context.plan.project.types.some(({ name }) => name === 'Risk')) generateRisks(context, generated.epics)
    }
  }
  generateLinks(random, timeline, parts, nowMs)
  generateIncidents(random, timeline, parts, nowMs)
  const organization = openOrganization(structure.state)
  timeline.play(organization, until.getTime())
  return organization
}

const listInitiatives = (): readonly DemoInitiative[] =>
  demoPortfolios.flatMap(({ programs }) => programs).flatMap(({ initiatives }) => initiatives)

function describePart(
  random: Random,
  timeline: Timeline,
  { state, projects }: Structure,
  initiative: DemoInitiative,
  part: DemoPart,
  time: { readonly startMs: number; readonly nowMs: number },
): PartContext {
  const plan = projects.find(({ project }) => project.name === part.project)
  if (plan === undefined) throw new Error(`no project ${part.project} for ${initiative.name}`)
  const position = [...plan.areas.keys()].indexOf(part.theme)
  const members: readonly Person[] = pickMembers(state.people, position + part.project.length)
  const [first] = members
  const owner = state.people.find(({ name }) => name === initiative.owner) ?? first
  if (owner === undefined) throw new Error(`nobody works on ${initiative.name}`)
  const vocabulary = vocabularies[plan.project.process.base]
  return { random, timeline, plan, vocabulary, theme: part.theme, course: initiative.course, owner, members, ...time }
}
