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
