import { expect, inject, test } from 'vitest'
import { runScript } from '../run-script.ts'

test('the bench of answers fills a store, asks each question of it and compares two lengths of history', async () => {
  const small = ['--items', '400', '--projects', '4', '--changes', '200,2000', '--seconds', '1', '--readers', '2']
  const args = [...small, '--json', '--database', inject('serverUrl')]
  const { code, out, err } = await runScript('test/bench/rollup.ts', args)
  expect(code, err).toBe(0)
  const { results, goals } = JSON.parse(out) as {
    results: readonly {
      answers: readonly { question: string; thinking: { count: number } }[]
      assessMs: { count: number }
    }[]
    goals: readonly { goal: string; held: boolean }[]
  }
  expect(results).toHaveLength(2)
  // Five questions and the assessment with each length of history, and the questions compared.
  expect(goals).toHaveLength(17)
  expect(err).toContain(`${goals.filter(({ held }) => held).length} of 17 goals held`)
  for (const { answers, assessMs } of results) {
    expect(answers.length).toBeGreaterThanOrEqual(5)
    for (const { thinking } of answers) expect(thinking.count).toBeGreaterThan(0)
    expect(assessMs.count).toBeGreaterThan(0)
  }
}, 400_000)
