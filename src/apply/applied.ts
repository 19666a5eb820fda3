import type { FieldChange, Secret, Step } from './step.ts'

export interface AppliedStep {
  readonly action: 'create' | 'change'
  readonly what: Step['what']
  readonly name: string
  readonly fields: readonly FieldChange[]
}

export interface Applied {
  readonly steps: readonly AppliedStep[]
  readonly secrets: readonly Secret[]
}
