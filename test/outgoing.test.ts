import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openOutgoing } from '../src/outgoing.ts'

/** Spellings of addresses that nobody outside may make us reach; 40 and more, as the socket would read them. */
const FORBIDDEN = [
  '127.0.0.1',
  '127.1',
  '127.0.1',
  '127.255.255.254',
  '2130706433',
  '0x7f000001',
  '0x7f.0.0.1',
  '0x7f.1',
  '017700000001',
  '0177.0.0.1',
  '0177.1',
  '127.0.0.01',
  '0',
  '0.0.0.0',
  '[::1]',
  '[::]',
  '[0:0:0:0:0:0:0:1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::127.0.0.1]',
  '[::10.0.0.1]',
  '[::169.254.169.254]',
  '[::ffff:0:127.0.0.1]',
  '[fec0::1]',
  '168.63.129.16',
  '[64:ff9b::7f00:1]',
  '[2002:7f00:1::]',
  '[2001:0:7f00:1::]',
  '10.0.0.1',
  '0xa.0.0.1',
  '012.0.0.1',
  '167772161',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.0.1',
  '192.168.1',
  '3232235521',
  '100.64.0.1',
  '169.254.169.254',
  '0xa9fea9fe',
  '2852039166',
  '0251.0376.0251.0376',
  '[::ffff:169.254.169.254]',
  '[fd00:ec2::254]',
  '[fe80::1]',
  '[fc00::1]',
  '[ff02::1]',
  '224.0.0.1',
  '255.255.255.255',
  '192.0.2.1',
  '198.18.0.1',
  '240.0.0.1',
  '100.100.100.200',
  'localhost',
  'LOCALHOST',
  'localhost.',
  '１２７.0.0.1',
  '①②⑦.0.0.1',
  '127。0。0。1',
] as const

const guarded = openOutgoing([])
let reached = 0
const server = createServer((_request, response) => {
  reached += 1
  response.end()
})
let port = 0

beforeAll(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(async () => {
  await guarded.close()
  server.closeAllConnections()
  await new Promise(resolve => server.close(resolve))
})

describe('a message', () => {
  it.each(FORBIDDEN)('reaches nothing at %s', async host => {
    await expect(guarded.post(`http://${host}:${port}/`, {}, '{}')).rejects.toThrow(
      /private or loopback|does not exist|is none/,
    )
    await expect(guarded.connect(host.replace(/^\[|\]$/g, ''), port)).rejects.toThrow(
      /private or loopback|does not exist|is none/,
    )
    expect(reached).toBe(0)
  })

  it('reaches a host that is listed, but no metadata service although it is listed', async () => {
    const listed = openOutgoing(['127.0.0.1', '169.254.169.254', 'localhost'])
    expect(await listed.post(`http://127.0.0.1:${port}/`, {}, '{}')).toMatchObject({ status: 200 })
    const socket = await listed.connect('127.0.0.1', port)
    socket.destroy()
    await expect(listed.post('http://169.254.169.254/', {}, '{}')).rejects.toThrow('private or loopback')
    await expect(listed.post('http://[::ffff:169.254.169.254]/', {}, '{}')).rejects.toThrow('private or loopback')
    await listed.close()
  })
})
