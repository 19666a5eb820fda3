import { afterEach, describe, expect, it } from 'vitest'
import { type Opened, openSource, readAll } from './opened-source.ts'

let opened: Opened | undefined
afterEach(() => opened?.close())

const versionsAsked = ({ standIn }: Opened): readonly string[] => [
  ...new Set(standIn.requests.map(({ path }) => new URL(path, 'http://x').searchParams.get('api-version') ?? 'none')),
]

describe('a server of one’s own', () => {
  it.each([
    ['7.1', ['none', '7.1']],
    ['7.0', ['none', '7.1', '7.0']],
    ['6.0', ['none', '7.1', '7.0', '6.0']],
    ['5.1', ['none', '7.1', '7.0', '6.0', '5.1']],
    ['5.0', ['none', '7.1', '7.0', '6.0', '5.1', '5.0']],
  ] as const)(
    'of version %s is recognised by what it refuses, once for each newer version',
    async (latestVersion, asked) => {
      opened = await openSource({ server: { latestVersion } })
      expect(opened.standIn.url).toContain('/tfs/halden')
      const check = await opened.source.check()
      expect(check.problems).toEqual([])
      expect(versionsAsked(opened)).toEqual(asked)
      expect(opened.standIn.requests.filter(({ status }) => status === 400)).toHaveLength(asked.length - 2)
    },
  )

  it('brings the same records as the service does', async () => {
    const hosted = await openSource()
    try {
      opened = await openSource({ organization: hosted.organization, server: { latestVersion: '6.0' } })
      for (const stream of ['structure', 'work_items', 'links'] as const) {
        const [here, there] = [
          await readAll(opened.source, stream, opened.collection, null),
          await readAll(hosted.source, stream, hosted.collection, null),
        ]
        const idsOf = (reading: typeof here) => reading.records.flatMap(each => `${each.type} ${each.externalId}`)
        expect(idsOf(here)).toEqual(idsOf(there))
      }
      const people = (await readAll(opened.source, 'work_items', opened.collection, null)).records.filter(
        record => record.type === 'person',
      )
      // Accounts of a Windows domain are no mail addresses.
      expect(people.every(({ email, kind }) => email === null && kind === 'human')).toBe(true)
    } finally {
      await hosted.close()
    }
  }, 60_000)
})
