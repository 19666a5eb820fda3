// The files whose tests failed, of vitest's report in JSON. More than three at once, or none, are no accident of time: exit 1.
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'

const MOST = 3

const { testResults } = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const failed = testResults.filter(({ status }) => status === 'failed').map(({ name }) => relative(process.cwd(), name))
if (failed.length === 0 || failed.length > MOST) process.exit(1)
console.log(failed.join(' '))
