import { expect, inject, test } from 'vitest'
import { findChromium } from '../../demo/browser.ts'
import { runScript } from '../run-script.ts'
import { buildDashboard } from '../web/dashboard.ts'
import { judgeWeb } from './web/goals.ts'
import type { MeasuredPages } from './web/measure.ts'
import type { Visit } from './web/visit.ts'

const hasChromium = findChromium() !== null
const SIZE = ['--initiatives', '8', '--each', '20', '--items', '240', '--rounds', '1']

test.skipIf(!hasChromium)(
  'the bench of the pages fills a portfolio, opens each page of it in a browser and scrolls what is long',
  async () => {
    buildDashboard()
    const { code, out, err } = await runScript('test/bench/web.ts', [
      ...SIZE,
      '--json',
      '--database',
      inject('serverUrl'),
    ])
    expect(err).not.toContain('broken')
    const { measured, goals } = JSON.parse(out) as {
      readonly measured: MeasuredPages
      readonly goals: readonly { readonly held: boolean }[]
    }
    // How fast it is, a machine that does other things cannot say.
    expect(code, err).toBe(goals.every(({ held }) => held) ? 0 : 1)
    for (const [name, visits] of Object.entries(measured)) {
      expect(visits, name).toHaveLength(1)
      for (const { drawnMs, interactiveMs } of visits) expect(interactiveMs, name).toBeGreaterThanOrEqual(drawnMs)
    }
    const [portfolio] = measured.portfolio
    const [items] = measured.items
    expect(portfolio?.scriptBytes).toBeGreaterThan(100_000)
    expect(items?.scroll).toMatchObject({ isEnd: true })
    expect(items?.scroll?.mostRows).toBeLessThan(100)
  },
  300_000,
)

test('a goal of the pages that is missed is said to be missed', () => {
  const frames = (...tookMs: readonly number[]) => ({ tookMs, mostRows: 40, isEnd: true })
  const seen: Visit = { drawnMs: 500, interactiveMs: 700, shifts: [], scriptBytes: 200 * 1024, scroll: frames(16, 17) }
  const good: MeasuredPages = {
    portfolio: [seen],
    whole: [seen],
    roadmap: [seen],
    items: [seen],
    bare: [seen],
    plain: [seen],
  }
  expect(judgeWeb(good).filter(({ held }) => !held)).toEqual([])
  const shifts = [{ value: 0.2, atMs: 100, what: '<p>' }]
  const bad: MeasuredPages = {
    ...good,
    portfolio: [{ ...seen, interactiveMs: 1_001, scriptBytes: 251 * 1024, shifts }],
    items: [{ ...seen, scroll: { ...frames(16, 60, 70), mostRows: 5_000 } }],
    // The machine itself lost one frame.
    plain: [{ ...seen, scroll: frames(16, 80) }],
  }
  const missed = judgeWeb(bad).filter(({ held }) => !held)
  expect(missed.map(({ measured }) => measured)).toEqual([1_001, 251, 0.2, 5_000, 1])
})
