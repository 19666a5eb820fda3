import type { Course } from '../organisation.ts'

/** How a course shows in a tracker: how much is done, which dates were promised, and which were moved. */
export interface CoursePlan {
  /** Share of the leaf items that are done by now. */
  readonly doneShare: number
  /** When the part began, in days before now. */
  readonly beganDaysAgo: number
  /** Release date of the last version, in days from now. */
  readonly finishInDays: number
  /** Moves of the next version's date: how long ago, and by how many days. */
  readonly nextVersionMoves: readonly DateMove[]
  readonly lastVersionMoves: readonly DateMove[]
  /** Whether every epic is due with the last version, so that no date on the way can be missed. */
  readonly areEpicsDueAtTheEnd: boolean
}

export interface DateMove {
  readonly daysAgo: number
  readonly byDays: number
}

export function planCourse(course: Course, historyDays: number): CoursePlan {
  const plan = { beganDaysAgo: historyDays, nextVersionMoves: [], lastVersionMoves: [], areEpicsDueAtTheEnd: false }
  switch (course) {
    case 'well':
      // 0.7 done after 274 days leaves about 120 days of work at the same pace, as much again for what is still found, and room
      // for a bad month.
      return { ...plan, doneShare: 0.7, finishInDays: 250 }
    case 'slips_in_the_open':
      return {
        ...plan,
        doneShare: 0.58,
        finishInDays: 150,
        nextVersionMoves: [
          { daysAgo: 130, byDays: 21 },
          { daysAgo: 75, byDays: 28 },
          { daysAgo: 22, byDays: 24 },
        ],
        lastVersionMoves: [{ daysAgo: 22, byDays: 30 }],
      }
    case 'slips_silently':
      // Two fifths of the work are left for the last tenth of the time, and no date was touched.
      return { ...plan, doneShare: 0.6, finishInDays: 28, areEpicsDueAtTheEnd: true }
    case 'too_little_data':
      return { ...plan, beganDaysAgo: 45, doneShare: 0.15, finishInDays: 100 }
    case 'ordinary':
      return { ...plan, doneShare: 0.66, finishInDays: 180, nextVersionMoves: [{ daysAgo: 40, byDays: 14 }] }
  }
}

export const countVersions = (items: number): number => (items >= 300 ? 4 : items >= 100 ? 3 : 2)
