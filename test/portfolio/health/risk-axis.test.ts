import { describe, expect, it } from 'vitest'
import { DEFAULT_HEALTH_RULES } from '../../../src/portfolio/health/health.ts'
import { judgeRisk } from '../../../src/portfolio/health/risk-axis.ts'
import type { FoundRisk } from '../../../src/portfolio/risk/auto-risk.ts'
import { changeRisks } from '../../../src/portfolio/risk/change-risks.ts'
import type { RegisterEntry } from '../../../src/portfolio/risk/register.ts'

const found = (extent: number): FoundRisk => ({
  rule: 'blocked_long',
  subject: '',
  title: 'Work is blocked',
  text: `${extent} items blocked.`,
  probability: 4,
  impact: 3,
  value: 9,
  threshold: 7,
  unit: 'days',
  evidenceIds: ['a'],
  extent,
})

const entry = (set: Partial<RegisterEntry> = {}): RegisterEntry => ({
  id: 'r',
  kind: 'risk',
  fingerprint: 'blocked_long/',
  title: 'Work is blocked',
  status: 'open',
  probability: 4,
  impact: 3,
  extent: 2,
  decidedExtent: null,
  reviewedAt: '2027-01-11T09:00:00.000Z',
  ...set,
})

const accepted = entry({ status: 'accepted', decidedExtent: 2 })

describe('what our rules find becomes', () => {
  it.each<[string, readonly RegisterEntry[], readonly FoundRisk[], readonly string[]]>([
    ['an entry when it is new', [], [found(2)], ['found']],
    ['nothing but news when it is known', [entry()], [found(2)], ['updated']],
    ['more when its evidence grew', [entry()], [found(3)], ['grew']],
    ['nothing when a person accepted it', [accepted], [found(2)], ['updated']],
    ['nothing when there is less than a person accepted', [accepted], [found(1)], ['updated']],
    ['open again when there is more than a person accepted', [accepted], [found(3)], ['grew']],
    ['open again when it had gone', [entry({ status: 'closed' })], [found(1)], ['returned']],
    ['closed when its ground is gone', [entry()], [], ['gone']],
    ['nothing when a decided one is gone, so that it may come back unnoticed', [accepted], [], []],
    ['never a change of what a person entered', [entry({ fingerprint: null })], [], []],
  ])('%s', (_, entries, risks, types) => {
    expect(changeRisks(entries, risks).map(({ type }) => type)).toEqual(types)
  })
})

describe('the risk axis', () => {
  const entered = (probability: number | null, impact: number | null, set: Partial<RegisterEntry> = {}) =>
    entry({
      id: `e${probability}${impact}`,
      fingerprint: null,
      title: 'The vendor may be late',
      probability,
      impact,
      ...set,
    })
  const judge = (entries: readonly RegisterEntry[], risks: readonly FoundRisk[] = []) =>
    judgeRisk(entries, risks, DEFAULT_HEALTH_RULES.risk)

  it.each<[string, ReturnType<typeof judge>, string, number | null]>([
    ['the greatest exposure', judge([entered(2, 3), entered(4, 4)]), 'red', 16],
    ['what was found', judge([], [found(1)]), 'amber', 12],
    ['what is small', judge([entered(3, 3)]), 'green', 9],
    ['an issue, which is certain', judge([entered(null, 4, { kind: 'issue' })]), 'red', 20],
    ['what a person accepted as nothing', judge([accepted], [found(2)]), 'not_measured', null],
    ['what grew since', judge([accepted], [found(3)]), 'amber', 12],
    ['a risk that nobody rated as unknown', judge([entered(null, null)]), 'not_measured', null],
    ['no register as unknown', judge([]), 'not_measured', null],
    ['a register of the past as unknown', judgeRisk([], null, DEFAULT_HEALTH_RULES.risk), 'not_measured', null],
    ['a decision as none', judge([entered(5, 5, { kind: 'decision' })]), 'not_measured', null],
    ['a closed one as none', judge([entered(5, 5, { status: 'closed' })]), 'not_measured', null],
  ])('takes %s', (_, axis, colour, value) => {
    expect(axis).toMatchObject({ colour, value })
  })

  it('names the risks and their evidence', () => {
    expect(judge([entered(4, 4)], [found(1)])).toMatchObject({
      reasons: ['The vendor may be late. Exposure 16 of 25.', '1 items blocked. Exposure 12 of 25.'],
      evidenceIds: ['e44', 'a'],
    })
  })
})
