import { Type } from 'typebox'
import { defineJob } from '../../jobs/job.ts'

/** Two attempts only: a run that was killed must not count as one. */
export const defineLongJob = (run: (id: string) => Promise<void>) =>
  defineJob({ name: 'long', payload: Type.Object({ id: Type.String() }), attempts: 2, run: ({ id }) => run(id) })
