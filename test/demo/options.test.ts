import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findArchiveProblem } from '../../demo/archive-problem.ts'
import { readOptions } from '../../demo/options.ts'

test.each(['--help', '-h'])('%s asks for the usage', arg => {
  expect(readOptions([arg]).help).toBe(true)
  expect(readOptions([]).help).toBe(false)
})

test('the Jira stand-in is Cloud unless said otherwise', () => {
  expect(readOptions([]).jira).toBe('cloud')
  expect(readOptions(['--jira', 'data-center']).jira).toBe('data-center')
  expect(() => readOptions(['--jira', 'server'])).toThrow('--jira is cloud or data-center.')
})

test('a list of projects without a project is refused', () => {
  expect(() => readOptions(['--jira-archive', '.', '--projects', ' ,'])).toThrow('--projects names no project.')
})

describe('an archive that cannot be served is told before anything starts:', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'milepost-archive-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const problemWith = (...args: readonly string[]) => findArchiveProblem(readOptions(['--jira-archive', ...args]))
  const write = (...names: readonly string[]): void => {
    for (const name of names) writeFileSync(join(folder, name), '')
  }

  test('a folder that is not there, or a file', () => {
    write('file')
    for (const name of ['nowhere', 'file'])
      expect(problemWith(join(folder, name))).toBe(`--jira-archive: there is no folder ${join(folder, name)}.`)
  })

  test('a folder without issues', () => {
    write('PAY.project.json')
    expect(problemWith(folder)).toBe(`--jira-archive: ${folder} holds no issues (KEY.ndjson.gz).`)
  })

  test('projects that are not in it', () => {
    write('PAY.ndjson.gz', 'PAY.project.json', 'APP.ndjson.gz')
    expect(problemWith(folder, '--projects', 'PAY,NO')).toBe(
      `--projects: ${folder} does not hold NO; it holds APP, PAY.`,
    )
  })

  test('issues without their project', () => {
    write('PAY.ndjson.gz', 'PAY.project.json', 'APP.ndjson.gz')
    expect(problemWith(folder)).toBe(`--jira-archive: ${folder} lacks APP.project.json.`)
    expect(problemWith(folder, '--projects', 'PAY')).toBeNull()
  })
})
