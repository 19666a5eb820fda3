import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { demoPortfolios } from '../../demo/organisation.ts'
import { PortfolioFileError, readPortfolioFile } from '../../src/apply/read-portfolio-file.ts'

function problemsOf(text: string): readonly string[] {
  try {
    readPortfolioFile(text, 'p.yaml')
  } catch (error) {
    if (error instanceof PortfolioFileError) return error.problems
    throw error
  }
  return []
}

const initiative = (rest: string) => `portfolios:\n  - name: Growth\n    initiatives:\n      - name: Checkout\n${rest}`

test.each([
  [
    'an unknown key',
    'portfolios:\n  - name: Growth\n    ownr: Amara\n',
    ['p.yaml:3: portfolios[0].ownr is not known; check the spelling.'],
  ],
  ['a missing name', 'portfolios:\n  - owner: Amara\n', ['p.yaml:2: portfolios[0].name is missing.']],
  [
    'a day that does not exist',
    initiative('        milestones:\n          - { name: Go, day: 2027-02-30 }\n'),
    ['p.yaml:6: portfolios[0].initiatives[0].milestones[0].day must be a day such as 2027-01-31.'],
  ],
  [
    'text for a number',
    initiative('        weight: much\n'),
    ['p.yaml:5: portfolios[0].initiatives[0].weight must be number.'],
  ],
  [
    'two of one name',
    'portfolios:\n  - name: Growth\n  - name: GROWTH\n',
    ['p.yaml:3: portfolios[1].name "GROWTH" is there twice; names are compared without case.'],
  ],
  [
    'a rule that selects nothing',
    initiative('        scope:\n          - { connection: A, inProject: PAY }\n'),
    [
      'p.yaml:6: portfolios[0].initiatives[0].scope[0] must have exactly one of project, subtree, area, component, label, release, field, query.',
    ],
  ],
  [
    'a rule with two selectors',
    initiative('        scope:\n          - { connection: A, project: PAY, label: x }\n'),
    [expect.stringContaining('must have exactly one of')],
  ],
  [
    'a time zone that is none',
    'channels:\n  - { name: A, kind: http, settings: {}, timeZone: Berlin }\n',
    ['p.yaml:2: channels[0].timeZone must be an IANA name such as Europe/Berlin.'],
  ],
  [
    'a rhythm that is none',
    'channels:\n  - { name: A, kind: http, settings: {}, rhythm: { type: hourly } }\n',
    ['p.yaml:2: channels[0].rhythm.type must be one of immediate, daily, weekly.'],
  ],
  [
    'a week without its day',
    'channels:\n  - { name: A, kind: http, settings: {}, rhythm: { type: weekly, at: "08:30" } }\n',
    [expect.stringContaining('channels[0].rhythm must say `at` if it is daily, `at` and `weekday` if it is weekly')],
  ],
  [
    'an alert of no kind',
    'channels:\n  - { name: A, kind: http, settings: {}, route: { kinds: [bad_day] } }\n',
    [expect.stringContaining('p.yaml:2: channels[0].route.kinds[0] must be one of milestone_slipped, ')],
  ],
  [
    'an amount that is not in quotes',
    'rates:\n  - { amountPerHour: 95.00, currency: EUR, validFrom: 2026-01-01 }\n',
    ['p.yaml:2: rates[0].amountPerHour must be an amount in quotes such as "1250.50".'],
  ],
  [
    'a rate of nowhere',
    'rates:\n  - { amountPerHour: "95", currency: EUX, person: A, role: B, validFrom: 2026-02-01, validTo: 2026-01-01 }\n',
    [
      'p.yaml:2: rates[0].role must be left out where a person is given.',
      'p.yaml:2: rates[0].currency must be the code of a currency such as EUR.',
      'p.yaml:2: rates[0].validTo must not be before 2026-02-01.',
    ],
  ],
  [
    'two rates for the same days',
    `rates:\n${'  - { amountPerHour: "95", currency: EUR, validFrom: 2026-01-01 }\n'.repeat(2)}`,
    ['p.yaml:3: rates[1] is there twice for the same days; leave one.'],
  ],
  [
    'a limit that is not known, and one out of range',
    'portfolios:\n  - name: Growth\n    healthRules:\n      scope: { amberGrwth: 1 }\n      data: { minMapped: 2 }\n',
    [
      'p.yaml:4: portfolios[0].healthRules.scope.amberGrwth is not known; check the spelling.',
      'p.yaml:5: portfolios[0].healthRules.data.minMapped must be <= 1.',
    ],
  ],
  [
    'an amber limit beyond the red one',
    'portfolios:\n  - name: Growth\n    healthRules:\n      scope: { amberGrowth: 0.5 }\n',
    ['p.yaml:4: portfolios[0].healthRules.scope.amberGrowth must not be above scope.redGrowth, which is 0.25.'],
  ],
  [
    'an alert rule that is not known, of no kind, or out of range',
    `portfolios:
  - name: Growth
    alertRules:
      kinds: [rain]
      quiet: {}
      severities: { milestone_slipped: low }
      escalateAfterHours: { low: 0 }
`,
    [
      'p.yaml:5: portfolios[0].alertRules.quiet is not known; check the spelling.',
      expect.stringContaining('p.yaml:4: portfolios[0].alertRules.kinds[0] must be one of milestone_slipped, '),
      'p.yaml:6: portfolios[0].alertRules.severities.milestone_slipped is not known; check the spelling.',
      'p.yaml:7: portfolios[0].alertRules.escalateAfterHours.low must be >= 1.',
    ],
  ],
  [
    'a low severity beyond the medium one',
    'portfolios:\n  - name: Growth\n    alertRules: { lowDays: 40 }\n',
    ['p.yaml:3: portfolios[0].alertRules.lowDays must not be above mediumDays, which is 30.'],
  ],
  [
    'a score model without a size',
    'portfolios:\n  - name: Growth\n    scoreModel:\n      method: wsjf\n      criteria: [{ name: a, source: entered, weight: 1, part: value }]\n',
    ['p.yaml:5: portfolios[0].scoreModel.criteria is not right: WSJF needs exactly one criterion of the part "size".'],
  ],
  [
    'a budget finer than its currency, in the wrong category',
    initiative(
      '        budget:\n          currency: JPY\n          reason: B\n          lines: [{ firstDay: 2026-01-01, lastDay: 2026-12-31, category: other, amount: "1.50" }]\n',
    ),
    ['p.yaml:8: portfolios[0].initiatives[0].budget.lines[0].category must be one of capex, opex, vendor.'],
  ],
  ['a key given twice', 'portfolios: []\nportfolios: []\n', ['p.yaml:2: Map keys must be unique']],
  ['no YAML', 'portfolios: [', [expect.stringMatching(/^p\.yaml:1: /)]],
  ['a list instead of keys', '- a\n', ['p.yaml:1: the file must be object.']],
])('%s is refused with the line, the place and what is expected', (_, text, problems) => {
  expect(problemsOf(text)).toEqual(problems)
})

test('aliases that would grow without end are refused', () => {
  const bomb = Array.from(
    { length: 12 },
    (_, index) =>
      `a${index}: &a${index} [${Array(9)
        .fill(index === 0 ? 'x' : `*a${index - 1}`)
        .join(', ')}]`,
  ).join('\n')
  expect(() => readPortfolioFile(bomb, 'p.yaml')).toThrow(/alias/i)
})

test('an empty file is a file that asks for nothing', () => {
  expect(readPortfolioFile('', 'p.yaml')).toEqual({})
})

test("the demo's file holds the demo's organisation: every initiative with a rule for each of its parts", () => {
  const file = readPortfolioFile(
    readFileSync(new URL('../../demo/portfolio.yaml', import.meta.url), 'utf8'),
    'portfolio.yaml',
  )
  const shown = (file.portfolios ?? []).map(({ name, programs = [] }) => ({
    name,
    programs: programs.map(program => ({
      name: program.name,
      initiatives: (program.initiatives ?? []).map(({ name, owner, scope }) => ({ name, owner, scope })),
    })),
  }))
  expect(shown).toEqual(
    demoPortfolios.map(portfolio => ({
      name: portfolio.name,
      programs: portfolio.programs.map(program => ({
        name: program.name,
        initiatives: program.initiatives.map(({ name, owner, jira, azureDevOps }) => ({
          name,
          owner,
          scope: [
            ...jira.map(part => ({
              connection: 'Jira',
              label: part.theme.toLowerCase().replaceAll(' ', '-'),
              inProject: part.project,
            })),
            ...azureDevOps.map(part => ({ connection: 'Azure DevOps', area: `${part.project}\\${part.theme}` })),
          ],
        })),
      })),
    })),
  )
})
