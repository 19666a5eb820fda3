import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Applied } from '../../src/apply/applied.ts'
import { applyPortfolio } from '../../src/apply/apply-portfolio.ts'
import { readPortfolioFile } from '../../src/apply/read-portfolio-file.ts'
import { openService } from '../../src/apply/service.ts'
import { type Ground, startApi } from '../api/ground.ts'

let ground: Ground
let url: string

beforeAll(async () => {
  ground = await startApi()
  url = await ground.listen()
})
afterAll(() => ground.close())
beforeEach(async () => {
  await ground.database.db.execute(sql`truncate portfolio_node, channel cascade`)
})

const BARE = `
portfolios:
  - name: Growth
channels:
  - name: PMO
    kind: http
    settings: { url: 'https://hook.example/x' }
`
const TOLD = BARE.replace(
  'name: Growth',
  `name: Growth
    timeZone: Asia/Kolkata
    milestonesFrom:
      - { source: release }
      - { source: iteration, name: PI * }`,
).concat(`    route: { portfolios: [growth], kinds: [milestone_slipped], leastSeverity: medium }
    rhythm: { type: weekly, weekday: 1, at: "08:30" }
    timeZone: Europe/Berlin
`)

const apply = (text: string, dryRun = false): Promise<Applied> =>
  applyPortfolio(openService(url, ground.token), readPortfolioFile(text, 'p.yaml'), {
    ...{ dryRun, renewSecrets: false, readVariable: () => null },
  })
const listOf = async (path: string) =>
  (await ground.request({ method: 'GET', url: `/api/v1${path}` })).json<{ items: readonly Record<string, unknown>[] }>()
    .items

test('what milestones come from and what channels are told of is as the file says, and stays so', async () => {
  await apply(BARE)
  const { steps } = await apply(TOLD, true)
  expect(steps.map(({ what, fields }) => [what, fields.map(({ field }) => field)])).toEqual([
    ['portfolio', ['milestonesFrom', 'timeZone']],
    ['channel', ['route', 'rhythm', 'timeZone']],
  ])
  await apply(TOLD)
  const [portfolio] = await listOf('/portfolios')
  expect(portfolio).toMatchObject({
    timeZone: 'Asia/Kolkata',
    milestonesFrom: [
      { source: 'release', name: null },
      { source: 'iteration', name: 'PI *' },
    ],
  })
  expect(await listOf('/channels')).toMatchObject([
    {
      route: { portfolioIds: [portfolio?.id], owners: null, kinds: ['milestone_slipped'], leastSeverity: 'medium' },
      rhythm: { type: 'weekly', weekday: 1, at: '08:30' },
      timeZone: 'Europe/Berlin',
    },
  ])
  expect((await apply(TOLD)).steps).toEqual([])
  // What a file does not name is left as it is.
  expect((await apply(BARE)).steps).toEqual([])
})

test('a channel is told of a portfolio that the same file makes', async () => {
  await apply(TOLD)
  const [portfolio] = await listOf('/portfolios')
  expect(await listOf('/channels')).toMatchObject([{ route: { portfolioIds: [portfolio?.id] } }])
})

test('a channel of a portfolio nobody has is one clear sentence, and nothing is half applied', async () => {
  await expect(apply(TOLD.replace('[growth]', '[Decline]'))).rejects.toThrow(
    'Channel "PMO" names the portfolio "Decline", which is neither in the file nor in the service.',
  )
  expect(await listOf('/portfolios')).toEqual([])
})
