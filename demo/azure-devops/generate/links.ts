import type { Random } from '../../random.ts'
import { DAY_MS } from '../instant.ts'
import { DEPENDENCY, keyOfLink, RELATED } from '../organization-index.ts'
import { appendLinkChange } from '../revise.ts'
import type { GeneratedPart } from './part.ts'
import type { PlannedItem } from './planned-item.ts'
import type { Timeline } from './timeline.ts'
import { workingTime } from './working-time.ts'

const DEPENDENCIES_PER_PART = 12
const CROSS_PROJECT_DEPENDENCIES = 24
const RELATIONS = 60

/** Dependencies and relations, within a part and across projects, a few of them taken back. */
export function generateLinks(
  random: Random,
  timeline: Timeline,
  parts: readonly GeneratedPart[],
  nowMs: number,
): void {
  const link = createLinker(random, timeline, nowMs)
  linkInCircle(link, parts, nowMs)
  for (const { backlog, features } of parts) {
    for (let count = 0; count < DEPENDENCIES_PER_PART; count += 1)
      linkInOrder(link, random.pick(backlog), random.pick(backlog))
    linkInOrder(link, random.pick(features), random.pick(features))
  }
  for (let count = 0; count < CROSS_PROJECT_DEPENDENCIES; count += 1) {
    const [one, other] = [random.pick(parts), random.pick(parts)]
    const level = random.pick(['backlog', 'backlog', 'features', 'epics'] as const)
    const [source, target] = [random.pick(one[level]), random.pick(other[level])]
    if (source.plan !== target.plan) linkInOrder(link, source, target)
  }
  for (let count = 0; count < RELATIONS; count += 1) {
    const part = random.pick(parts)
    link(
      RELATED,
      random.pick(part.backlog),
      random.pick(random.chance(0.3) ? random.pick(parts).backlog : part.backlog),
    )
  }
}

type Linker = (rel: string, source: PlannedItem, target: PlannedItem, isKept?: boolean) => void

/** What is finished first is the predecessor, as people plan it. */
function linkInOrder(link: Linker, one: PlannedItem, other: PlannedItem): void {
  if (one.doneMs < other.doneMs) link(DEPENDENCY, one, other)
  else link(DEPENDENCY, other, one)
}

/** Two open items of different parts that each wait for the other. */
function linkInCircle(link: Linker, parts: readonly GeneratedPart[], nowMs: number): void {
  const open = parts.map(({ backlog }) =>
    backlog.find(item => item.doneMs > nowMs + 30 * DAY_MS && !item.isRemoved && item.kind === 'story'),
  )
  const [first, second] = open.filter(item => item !== undefined)
  if (first === undefined || second === undefined) return
  link(DEPENDENCY, first, second, true)
  link(DEPENDENCY, second, first, true)
}

function createLinker(random: Random, timeline: Timeline, nowMs: number): Linker {
  const taken = new Set<string>()
  const names = new Map<PlannedItem, number>()
  const nameOf = (item: PlannedItem): number => {
    const name = names.get(item) ?? names.size
    names.set(item, name)
    return name
  }
  return (rel, source, target, isKept = false) => {
    const key = keyOfLink({ rel, sourceId: nameOf(source), targetId: nameOf(target) })
    if (source === target || taken.has(key)) return
    taken.add(key)
    const bornMs = Math.max(source.createdMs, target.createdMs)
    const atMs = workingTime(random, bornMs + DAY_MS + random.next() * 0.6 * Math.max(0, nowMs - bornMs - 5 * DAY_MS))
    const by = random.pick(source.members).id
    const write = (isActive: boolean, whenMs: number): void =>
      timeline.add(whenMs, organization => {
        appendLinkChange(organization, { rel, sourceId: source.id, targetId: target.id }, isActive, {
          atMs: whenMs,
          by,
        })
      })
    write(true, atMs)
    if (!isKept && random.chance(0.08)) write(false, workingTime(random, atMs + random.between(3, 20) * DAY_MS))
  }
}
