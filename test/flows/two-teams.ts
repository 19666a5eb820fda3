import { assessInitiative } from '../../jobs/assess-initiative.ts'
import { addWorkingDays, dayOf } from '../../src/portfolio/calendar.ts'
import { listDue } from '../../src/store/portfolio/assessment-due.ts'
import type { Ground } from '../api/ground.ts'
import { seedConnection, seedItem, seedProject } from '../store/seed.ts'
import { openWorkplace } from './connections.ts'

/** A Monday. */
export const NOW = '2026-03-02T09:00:00.000Z'
const TODAY = dayOf(NOW)
export const after = (days: number) => addWorkingDays(TODAY, days)

interface Team {
  readonly initiative: string
  readonly milestone: string
  readonly openItems: readonly string[]
}

interface Shown {
  readonly forecast: { readonly p80: string; readonly waitsFor: readonly object[] }
}
type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

/** Two teams on an API with a made-up clock: what they plan and how it is asked about. */
export function openTeams(groundOf: () => Ground) {
  const send = (method: Method, path: string, payload?: object) =>
    groundOf().request({ method, url: `/api/v1/${path}`, ...(payload === undefined ? {} : { payload }) })

  const ask: Ground['ask'] = (method, path, payload) => groundOf().ask(method, path, payload)

  /** An initiative in a tracker of its own that finished an item a day; `open` are left below a dated epic. */
  async function seedTeam(name: string, portfolio: string, open: number, dueDay: string): Promise<Team> {
    const { db } = groundOf().database
    const connectionId = await seedConnection(db, `${name} tracker`)
    const projectId = await seedProject(db, connectionId, name)
    const epic = await seedItem(db, connectionId, projectId, `${name}-EPIC`, {
      kind: 'epic',
      level: 1,
      targetDay: dueDay,
    })
    for (let index = 0; index < 20; index += 1) {
      const at = `${addWorkingDays(TODAY, -1 - index)}T10:00:00Z`
      const done = { state: 'done', startedAt: at, doneAt: at } as const
      await seedItem(db, connectionId, projectId, `${name}-D${index}`, { parentId: epic, ...done })
    }
    const openItems: string[] = []
    for (let index = 0; index < open; index += 1) {
      openItems.push(await seedItem(db, connectionId, projectId, `${name}-O${index}`, { parentId: epic }))
    }
    const { id: initiative } = await ask<{ id: string }>('POST', 'initiatives', {
      name,
      parentId: portfolio,
      scope: [{ effect: 'include', connectionId, selector: 'project', value: name }],
    })
    await assess()
    const milestones = await ask<{ items: { id: string }[] }>('GET', `milestones?initiative=${initiative}`)
    return { initiative, milestone: milestones.items[0]?.id ?? '', openItems }
  }

  /** Assesses what is due until nothing is. */
  async function assess(): Promise<void> {
    const { db } = groundOf().database
    const { context } = await openWorkplace(db, () => new Date(NOW))
    for (let round = 0; round < 10; round += 1) {
      const due = await listDue(db)
      if (due.length === 0) return
      for (const { id } of due) await assessInitiative.run({ initiativeId: id }, context)
    }
    throw new Error('initiatives are due again and again')
  }

  const p80Of = async (id: string) => (await ask<Shown>('GET', `milestones/${id}`)).forecast.p80

  async function seedTeams(): Promise<{ readonly portfolio: string; readonly shop: Team; readonly tax: Team }> {
    const portfolio = await ask<{ id: string }>('POST', 'portfolios', { name: 'All' })
    return {
      portfolio: portfolio.id,
      shop: await seedTeam('Shop', portfolio.id, 4, after(10)),
      tax: await seedTeam('Tax', portfolio.id, 12, after(15)),
    }
  }

  return { send, ask, assess, p80Of, seedTeams }
}
