import type { Course } from '../../organisation.ts'
import { DAY_MS } from '../instant.ts'

/** How a course looks over nine months: how much is done now, and where target dates stood and stand. */
export interface CourseShape {
  /** Share of the backlog finished now. */
  readonly doneShare: number
  /** Share of the backlog that was added after the first month. */
  readonly growthShare: number
  /** Whether the epics follow one another, so that the first are finished; else all run side by side. */
  readonly isStaggered: boolean
}

export function shapeOf(course: Course): CourseShape {
  switch (course) {
    case 'well':
      return { doneShare: 0.68, growthShare: 0.05, isStaggered: true }
    case 'slips_in_the_open':
      return { doneShare: 0.68, growthShare: 0.2, isStaggered: true }
    case 'slips_silently':
      return { doneShare: 0.62, growthShare: 0.12, isStaggered: false }
    case 'too_little_data':
      return { doneShare: 0.1, growthShare: 0, isStaggered: false }
    case 'ordinary':
      return { doneShare: 0.64, growthShare: 0.15, isStaggered: true }
  }
}

export interface DateMove {
  readonly atMs: number
  readonly targetMs: number
}

export interface TargetDates {
  readonly originalMs: number
  readonly moves: readonly DateMove[]
}

/** `endMs` is when the work would be finished at its true pace; the dates people gave may say something else. */
export function targetDatesOf(course: Course, endMs: number, nowMs: number, position: number): TargetDates {
  const days = (count: number): number => count * DAY_MS
  switch (course) {
    case 'well':
    case 'too_little_data':
      return { originalMs: endMs + days(100 + (position % 3) * 15), moves: [] }
    case 'slips_in_the_open': {
      // Three moves later, each admitted about a month before the date then in force.
      const finalMs = endMs + days(7)
      const steps = [
        { ago: 160, slip: 40 },
        { ago: 95, slip: 45 },
        { ago: 30, slip: 55 },
      ]
      let targetMs = finalMs - days(140)
      const originalMs = targetMs
      const moves = steps.map(({ ago, slip }) => {
        targetMs += days(slip)
        return { atMs: nowMs - days(ago + (position % 4)), targetMs }
      })
      return { originalMs, moves }
    }
    case 'slips_silently':
      // Within five weeks of now, and never touched.
      return { originalMs: nowMs + days(27 + (position % 5)), moves: [] }
    case 'ordinary': {
      const targetMs = endMs + days(45)
      if (position % 2 === 1) return { originalMs: targetMs, moves: [] }
      return { originalMs: targetMs - days(28), moves: [{ atMs: nowMs - days(70 + position * 3), targetMs }] }
    }
  }
}
