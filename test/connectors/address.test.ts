import type { LookupAddress } from 'node:dns'
import { beforeEach, expect, test, vi } from 'vitest'
import { guardedLookup } from '../../connectors/address.ts'

/** What a name server says, one answer a question; whoever rebinds a name gives another the second time. */
const answers: string[][] = []
vi.mock('node:dns', async original => ({
  ...(await original<typeof import('node:dns')>()),
  lookup: (_host: string, _options: unknown, told: (error: null, found: LookupAddress[]) => void) => {
    const found = answers.shift() ?? []
    told(
      null,
      found.map(address => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
  },
}))

/** The addresses that a socket would use. */
const ask = (privateHosts: readonly string[], all: boolean) =>
  new Promise<readonly string[]>((resolve, reject) => {
    guardedLookup(privateHosts)('hooks.example', { all }, (error, found) => {
      if (error !== null) reject(error)
      else resolve(typeof found === 'string' ? [found] : found.map(({ address }) => address))
    })
  })

beforeEach(() => {
  answers.length = 0
})

test.each([true, false])(
  'a name that leads elsewhere the second time is judged by what the socket would use',
  async all => {
    answers.push(['93.184.216.34'], ['127.0.0.1'], ['::ffff:10.0.0.1'], ['::1'])
    expect(await ask([], all)).toEqual(['93.184.216.34'])
    for (let time = 0; time < 3; time += 1) await expect(ask([], all)).rejects.toThrow('private or loopback')
  },
)

test.each([true, false])('of several addresses only public ones are used', async all => {
  answers.push(['127.0.0.1', '::7f00:1', '93.184.216.34', '169.254.169.254'])
  expect(await ask([], all)).toEqual(['93.184.216.34'])
})

test('a listed name may lead inside, and never to a metadata service, however its address is written', async () => {
  const listed = ['hooks.example']
  answers.push(['10.1.2.3', '169.254.169.254'])
  expect(await ask(listed, true)).toEqual(['10.1.2.3'])
  for (const address of ['169.254.169.254', '::ffff:a9fe:a9fe', 'fd00:ec2::254', '168.63.129.16', '169.254.170.2']) {
    answers.push([address])
    await expect(ask(listed, true)).rejects.toThrow('private or loopback')
  }
})
