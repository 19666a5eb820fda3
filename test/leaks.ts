import { afterAll, afterEach } from 'vitest'
import { testFile } from './database.ts'

afterEach(({ task }) => {
  if (task.result?.state === 'fail') testFile.hasFailed = true
})

// Set-up files register first and are called last: after the afterAll of the test file.
afterAll(async () => {
  const forgotten = [...testFile.databases]
  for (const database of forgotten) await database.drop()
  if (forgotten.length > 0) throw new Error('This test file did not drop its test database: call drop() in afterAll.')
})
