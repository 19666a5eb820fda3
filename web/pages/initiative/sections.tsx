import type { ReactNode } from 'react'
import type { words } from '../../words/words.ts'
import type { SectionProperties } from './assessment.ts'
import { BurnupSection } from './burnup-section.tsx'
import { CapacitySection } from './capacity-section.tsx'
import { ChangesSection } from './changes-section.tsx'
import { DependenciesSection } from './dependencies-section.tsx'
import { EarnedValueSection } from './earned-value-section.tsx'
import { HealthSection } from './health-section.tsx'
import { ItemsSection } from './items-section.tsx'
import { MilestonesSection } from './milestones-section.tsx'
import { QualitySection } from './quality-section.tsx'
import { RisksSection } from './risks-section.tsx'
import { ScopeSection } from './scope-section.tsx'
import { TrendSection } from './trend-section.tsx'

interface PageSection {
  /** Its place in the address, and the key of its title. */
  readonly id: keyof typeof words.initiative.sections
  readonly Content: (properties: SectionProperties) => ReactNode
}

/** What the page is made of, from what a reader asks first to what lies behind it. */
export const SECTIONS: readonly PageSection[] = [
  { id: 'why', Content: HealthSection },
  { id: 'milestones', Content: MilestonesSection },
  { id: 'trend', Content: TrendSection },
  { id: 'burnup', Content: BurnupSection },
  { id: 'earnedValue', Content: EarnedValueSection },
  { id: 'changes', Content: ChangesSection },
  { id: 'dependencies', Content: DependenciesSection },
  { id: 'scope', Content: ScopeSection },
  { id: 'quality', Content: QualitySection },
  { id: 'risks', Content: RisksSection },
  { id: 'capacity', Content: CapacitySection },
  { id: 'items', Content: ItemsSection },
]
