import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { baseline, baselineMilestone } from '../../drizzle/schema/baseline.ts'
import type { Applied } from '../../src/apply/applied.ts'
import { type Ground, startApi } from '../api/ground.ts'
import { runScript } from '../run-script.ts'

let ground: Ground
let url: string
let folder: string

beforeAll(async () => {
  ground = await startApi()
  url = await ground.listen()
  folder = await mkdtemp(join(tmpdir(), 'milepost-apply-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true })
  await ground.close()
})
beforeEach(async () => {
  await ground.database.db.execute(sql`truncate connection, portfolio_node, channel cascade`)
})

const FILE = `
connections:
  - name: Paper
    kind: paper
    settings: { baseUrl: { env: PAPER_URL } }
    credentials: { type: token, token: { env: PAPER_TOKEN } }
portfolios:
  - name: Growth
    owner: Amara Osei
    programs:
      - name: Channels
        initiatives:
          - name: Checkout
            weight: 2
            scope:
              - { connection: paper, component: Cart, inProject: PAY }
              - { connection: Paper, label: ops, effect: exclude }
            trackerWeights: { Paper: 3 }
            milestones:
              - { name: Go-live, day: 2027-03-01, baselineDay: 2027-02-01, importance: high }
        workstreams:
          - name: Stores
            initiatives:
              - name: Self Checkout
    initiatives:
      - name: Direct
channels:
  - name: PMO
    kind: http
    settings: { url: 'https://hook.example/x' }
`
const VARIABLES = { PAPER_URL: 'https://paper.example', PAPER_TOKEN: 'hunter2-canary' }

async function apply(
  text: string,
  {
    args = [],
    variables = VARIABLES,
    token = ground.token,
  }: { args?: readonly string[]; variables?: object; token?: string } = {},
) {
  const file = join(folder, 'portfolio.yaml')
  await writeFile(file, text)
  return runScript('src/apply.ts', [file, '--url', url, ...args], {
    PATH: process.env.PATH,
    ADMIN_TOKEN: token,
    ...variables,
  })
}
const get = async <Answer>(path: string) =>
  (await ground.request({ method: 'GET', url: `/api/v1${path}` })).json<Answer>()
const json = ({ out }: { readonly out: string }): Applied => JSON.parse(out)

test('a dry run prints what would be done and changes nothing; applying does exactly that, and applying again nothing', async () => {
  const dry = json(await apply(FILE, { args: ['--dry-run', '--json'] }))
  expect(dry.steps.map(({ action, what, name }) => `${action} ${what} ${name}`)).toEqual([
    'create connection Paper',
    'create portfolio Growth',
    'create initiative Direct',
    'create program Channels',
    'create initiative Checkout',
    'create milestone Go-live',
    'create workstream Stores',
    'create initiative Self Checkout',
    'create channel PMO',
  ])
  expect(await get('/portfolios')).toEqual({ items: [], nextCursor: null })
  expect(await get('/connections')).toEqual({ items: [], nextCursor: null })

  const first = await apply(FILE, { args: ['--json'] })
  expect(first.code, first.err).toBe(0)
  expect(json(first).steps).toEqual(dry.steps)
  expect(json(first).secrets.map(({ of }) => of)).toEqual(['Paper', 'PMO'])
  expect(first.out + first.err).not.toContain('hunter2-canary')
  const [connection] = (await get<{ items: { id: string }[] }>('/connections')).items
  const { items } = await get<{ items: object[] }>('/initiatives')
  expect(items).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        name: 'Checkout',
        weight: 2,
        scope: [
          { effect: 'exclude', connectionId: connection?.id, selector: 'label', value: 'ops', project: null },
          { effect: 'include', connectionId: connection?.id, selector: 'component', value: 'Cart', project: 'PAY' },
        ],
        trackerWeights: [{ connectionId: connection?.id, weight: 3 }],
      }),
    ]),
  )

  const second = await apply(FILE)
  expect([second.code, second.out]).toEqual([0, 'Nothing to do: the service is as the file says.\n'])
})

test('a changed file changes only what differs, and a moved day goes into the ledger', async () => {
  await apply(FILE)
  const changed = FILE.replace('Amara Osei', 'Wei Zhang')
    .replace('2027-03-01', '2027-03-15')
    .replace('label: ops', 'label: operations')
  const { out } = await apply(changed)
  expect(out.split('\n')).toEqual(
    expect.arrayContaining([
      'changed portfolio "Growth"',
      '    owner: Amara Osei -> Wei Zhang',
      'changed initiative "Checkout"',
      'changed milestone "Go-live"',
      '    day: 2027-03-01 -> 2027-03-15',
      '3 differences applied.',
    ]),
  )
  const [milestone] = (await get<{ items: { id: string }[] }>('/milestones')).items
  expect(await get(`/milestones/${milestone?.id}/slips`)).toMatchObject({
    items: [{ from: '2027-03-01', to: '2027-03-15', movedByDays: 14, cumulativeDays: 42 }],
  })
})

test('what a file promised is left to the plan once one is approved', async () => {
  await apply(FILE)
  const { db } = ground.database
  const [milestone] = (await get<{ items: { id: string; initiativeId: string }[] }>('/milestones')).items
  if (milestone === undefined) throw new Error('the file enters a milestone')
  const [approved] = await db
    .insert(baseline)
    .values({
      initiativeId: milestone.initiativeId,
      number: 1,
      approvedBy: 'Elena Petrova',
      reason: 'Approved.',
      unit: 'items',
      total: 1,
      earningRule: '0_100',
      planRule: 'at_finish',
      period: 'month',
      iterationEnds: [],
      createdBy: 'test',
      createdAt: new Date().toISOString(),
    })
    .returning()
  await db
    .insert(baselineMilestone)
    .values({ baselineId: approved?.id ?? '', milestoneId: milestone.id, name: 'Go-live', day: '2027-04-01' })
  expect(await get(`/milestones/${milestone.id}`)).toMatchObject({
    baselineDay: '2027-04-01',
    isBaselineApproved: true,
  })
  const again = await apply(FILE)
  expect([again.code, again.out]).toEqual([0, 'Nothing to do: the service is as the file says.\n'])
})

test('who only changes the tree needs no variables of trackers that are connected', async () => {
  await apply(FILE)
  const { code, out } = await apply(FILE.replace('weight: 2', 'weight: 4'), { variables: {} })
  expect([code, out.split('\n')[0]]).toEqual([0, 'changed initiative "Checkout"'])
})

test.each([
  [
    'a variable that is not set',
    FILE,
    { variables: { PAPER_URL: 'https://paper.example' } },
    'The environment variable PAPER_TOKEN is not set',
  ],
  [
    'a connection nobody has',
    FILE.replace('connection: paper', 'connection: Stone'),
    {},
    'Initiative "Checkout" names the connection "Stone"',
  ],
  [
    'a misspelt key',
    FILE.replace('weight: 2', 'wieght: 2'),
    {},
    'portfolio.yaml:14: portfolios[0].programs[0].initiatives[0].wieght is not known',
  ],
  [
    'credentials the tracker refuses',
    FILE,
    { variables: { ...VARIABLES, PAPER_TOKEN: 'expired' } },
    'The tracker refused the credentials',
  ],
  ['a wrong token', FILE, { token: 'mp_wrong' }, 'A valid token is needed'],
])('%s is one clear sentence, and nothing is half applied', async (_, text, options, sentence) => {
  const { code, out, err } = await apply(text, options)
  expect([code, out]).toEqual([1, ''])
  expect(err).toContain(sentence)
  expect(err).not.toMatch(/\n\s+at /)
  expect(await get('/portfolios')).toEqual({ items: [], nextCursor: null })
})

const TWO = FILE.replace(
  'portfolios:',
  `  - name: ADO2
    kind: paper
    settings: { baseUrl: 'https://other.example' }
    credentials: { type: token, token: expired }
portfolios:`,
).replace(/portfolios:.*/s, '')

test.each([{ args: [] }, { args: ['--json'] }])(
  'the secret of a connection is told although the next one is refused, and the sentence says which ($args)',
  async ({ args }) => {
    const { code, out, err } = await apply(TWO, { args })
    expect(code).toBe(1)
    expect(err).toContain(
      'connection "ADO2": The tracker refused the credentials. Enter a valid token.\n' +
        '1 of 2 differences applied; run it again after mending.\n',
    )
    const told = args.length === 0 ? out : err
    expect(told).toMatch(/Webhook of "Paper", shown only this once: \S+ with the secret \S+/)
    if (args.length > 0) {
      const [secret] = json({ out }).secrets
      expect(json({ out }).steps.map(({ name }) => name)).toEqual(['Paper'])
      expect(JSON.parse(out)).toMatchObject({ failure: expect.stringContaining('connection "ADO2"') })
      expect(told).toContain(`with the secret ${secret?.secret}\n`)
    }
  },
)

test('connection names are shown as they are written', async () => {
  const first = await apply(FILE.replace('connection: paper', 'connection: Paper'))
  expect(first.out).toContain('include Paper: component Cart in PAY')
  expect(first.out).toContain('trackerWeights: {"Paper":3}')
  const { out } = await apply(
    FILE.replace('label: ops', 'label: operations').replaceAll('onnection: Paper', 'onnection: PAPER'),
  )
  expect(out).toContain('exclude Paper: label operations')
})

test('an address without http:// is told as such', async () => {
  const { code, err } = await apply(FILE, { args: ['--url', 'localhost:18081'] })
  expect([code, err]).toEqual([
    1,
    '"localhost:18081" is not an address of Milepost: add http://, as in http://localhost:18081.\n',
  ])
})

test('help is the usage on standard output', async () => {
  const { code, out } = await apply(FILE, { args: ['--help'], token: '' })
  expect(code).toBe(0)
  expect(out).toContain('npm run -s apply -- FILE --json')
})

test('a service that is not there is told in a sentence', async () => {
  const { code, err } = await apply(FILE, { args: ['--url', 'http://127.0.0.1:9'] })
  expect([code, err]).toEqual([
    1,
    'http://127.0.0.1:9 does not answer. Start Milepost, or name its address with --url.\n',
  ])
})

test('renewed secrets are sent although nothing else differs', async () => {
  await apply(FILE)
  const { out } = await apply(FILE, { args: ['--renew-secrets'], variables: { ...VARIABLES, PAPER_TOKEN: 'fresh' } })
  expect(out).toContain('changed connection "Paper"')
  expect(out).not.toContain('fresh')
})
