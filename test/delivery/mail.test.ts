import { type AddressInfo, createServer } from 'node:net'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import { Value } from 'typebox/value'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { mail } from '../../src/delivery/mail.ts'
import { writeHtml, writeText } from '../../src/delivery/mail-body.ts'
import { openOutgoing } from '../../src/outgoing.ts'
import { message, noticeOf, UGLY } from './messages.ts'

interface Arrived {
  readonly mail: ParsedMail
  readonly source: string
  readonly from: string
  readonly to: readonly string[]
}

const outgoing = openOutgoing(['127.0.0.1'])
afterAll(() => outgoing.close())

const running: SMTPServer[] = []
afterEach(async () => {
  for (const server of running.splice(0)) await new Promise<void>(resolve => server.close(() => resolve()))
})

/** A real mail server on a free port. */
async function startServer(options: ConstructorParameters<typeof SMTPServer>[0] = {}) {
  const arrived: Arrived[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    ...options,
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const source = Buffer.concat(chunks).toString('utf8')
        const { mailFrom, rcptTo } = session.envelope
        void simpleParser(source).then(parsed => {
          arrived.push({
            mail: parsed,
            source,
            from: mailFrom === false ? '' : mailFrom.address,
            to: rcptTo.map(({ address }) => address),
          })
          done()
        })
      })
    },
  })
  running.push(server)
  server.on('error', () => {})
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', () => resolve()))
  return { port: (server.server.address() as AddressInfo).port, arrived }
}

const settings = (port: number, more: object = {}) => ({
  host: '127.0.0.1',
  port,
  security: 'none',
  from: 'milepost@example.com',
  to: ['pmo@example.com', 'board@example.com'],
  ...more,
})
const send = (entered: object, notice = noticeOf([message()], 'Checkout slipped')) =>
  mail.open(entered, outgoing).send(notice)

describe('a mail', () => {
  it('has a subject, a text and a page, and one id over retries', async () => {
    const { port, arrived } = await startServer()
    await send(settings(port))
    await send(settings(port))
    expect(arrived.map(({ from, to }) => ({ from, to }))).toEqual(
      Array(2).fill({ from: 'milepost@example.com', to: ['pmo@example.com', 'board@example.com'] }),
    )
    const [first, second] = arrived.map(each => each.mail)
    expect(first).toMatchObject({ subject: 'Checkout slipped' })
    expect(first?.text).toContain('"Go-live" was moved from 2026-04-01 to 2026-04-10 (+9 days) by Amara Osei in Jira')
    expect(first?.html).toContain('<a href="https://jira.example/browse/PAY-1">Open in Jira</a>')
    expect(first?.headers.get('auto-submitted')).toBe('auto-generated')
    expect(first?.messageId).toBe(second?.messageId)
  })

  it('links what is behind it in its page and names it in its text', () => {
    const drivers = [
      { key: 'PAY-7', title: UGLY, url: 'https://jira.example/browse/PAY-7?a=1&b="2"' },
      { key: 'PAY-8', title: 'Pay', url: 'javascript:alert(1)' },
    ]
    const notice = noticeOf([message({ drivers })])
    expect(writeHtml(notice)).toContain(
      '<a href="https://jira.example/browse/PAY-7?a=1&amp;b=&quot;2&quot;">PAY-7 &lt;script&gt;',
    )
    expect(writeHtml(notice)).toContain('<li>PAY-8 Pay</li>')
    expect(writeHtml(notice)).not.toMatch(/javascript|<script/)
    expect(writeText(notice)).toContain('- PAY-8 Pay\n')
  })

  it('carries no header, address or markup that somebody wrote into a title', async () => {
    const { port, arrived } = await startServer()
    await send(
      settings(port),
      noticeOf([message({ milestone: UGLY, initiative: UGLY, url: 'javascript:alert(1)' })], UGLY),
    )
    const [one] = arrived
    expect(one?.to).toEqual(['pmo@example.com', 'board@example.com'])
    expect(one?.mail.bcc).toBeUndefined()
    const [headers] = one?.source.split('\r\n\r\n') ?? []
    expect(headers).not.toMatch(/^Bcc:/im)
    expect(one?.mail.subject).toContain('Bcc: x@evil.example')
    expect(one?.mail.html).not.toContain('<script')
    expect(one?.mail.html).not.toContain('javascript:')
    expect(one?.mail.html).toContain('&lt;script&gt;')
  })

  it.each([
    [
      'user and password are wrong',
      {
        onAuth: (_a: unknown, _s: unknown, done: (error: Error) => void) => done(new Error('no')),
        allowInsecureAuth: true,
        authOptional: false,
      },
      { security: 'none', user: 'pmo' },
      'did not accept user and password',
    ],
    [
      'the sender is refused',
      { onMailFrom: (_a: unknown, _s: unknown, done: (error: Error) => void) => done(new Error('no')) },
      {},
      'takes no mail from this sender',
    ],
    ['encryption is asked for and there is none', {}, { security: 'starttls' }, 'cannot be encrypted'],
    [
      'its certificate is nobody’s',
      { disabledCommands: [] },
      { security: 'starttls' },
      'certificate is not valid here',
    ],
    [
      'a password would be sent in the open',
      {},
      { user: 'pmo', password: 'hunter2-canary' },
      'not sent over a line that is not encrypted',
    ],
  ])('is not taken when %s', async (_, server, change, sentence) => {
    const { port, arrived } = await startServer(server as object)
    const error = await send(settings(port, change)).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ name: 'NotTakenError' })
    expect(String(error)).toContain(sentence)
    expect(String(error)).not.toContain('hunter2')
    expect(arrived).toEqual([])
  })

  it('that is taken for some of its recipients only says so, and is not sent again to the others', async () => {
    const { port, arrived } = await startServer({
      onRcptTo: ({ address }, _session, done) =>
        done(address.startsWith('gone') ? Object.assign(new Error('no such user'), { responseCode: 550 }) : null),
    })
    const to = ['pmo@example.com', 'gone@example.com', 'board@example.com']
    expect(await send(settings(port, { to }))).toMatch(/^The mail server takes no mail for 1 of the 3 recipients/)
    expect(arrived).toMatchObject([{ to: ['pmo@example.com', 'board@example.com'] }])
    expect(await send(settings(port))).toBeUndefined()
  })

  it('is given up after a minute, however much its server has to say', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    let greeted = 0
    const server = createServer(socket => {
      socket.on('error', () => {}).write('220 here\r\n')
      socket.on('data', () => (greeted += 1))
      const talking = setInterval(() => socket.write('250-and another thing\r\n'), 5)
      socket.on('close', () => clearInterval(talking))
    })
    try {
      await new Promise<void>(resolve => server.listen(0, '127.0.0.1', () => resolve()))
      const sent = expect(send(settings((server.address() as AddressInfo).port))).rejects.toThrow(
        'The mail server did not answer in time.',
      )
      await new Promise<void>(resolve => {
        const looking = setInterval(() => {
          if (greeted === 0) return
          clearInterval(looking)
          resolve()
        }, 5)
      })
      vi.advanceTimersByTime(60_000)
      await sent
    } finally {
      vi.useRealTimers()
      await new Promise(resolve => server.close(resolve))
    }
  })

  it('reaches no private host that is not listed', async () => {
    const { port } = await startServer()
    const guarded = openOutgoing([])
    await expect(mail.open(settings(port), guarded).send(noticeOf([message()]))).rejects.toThrow('private or loopback')
    await guarded.close()
  })
})

it.each([
  ['pmo@example.com', true],
  ['PMO <pmo@example.com>', false],
  ['a@example.com, b@example.com', false],
  ['a@example.com\r\nBcc: c@example.com', false],
  ['"a b"@example.com', false],
  ['nobody', false],
])('a recipient %j: %s', (address, isTaken) => {
  expect(Value.Check(mail.settings, settings(25, { to: [address] }))).toBe(isTaken)
})
