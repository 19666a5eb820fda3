import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { brotliCompressSync, brotliDecompressSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Ground, problemOf, startApi } from './ground.ts'

const SCRIPT = `console.log('the dashboard')`
const DOCUMENT = '<!doctype html><style nonce="__CSP_NONCE__"></style><div id="page" nonce="__CSP_NONCE__"></div>'
const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

let root: string
let ground: Ground

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'milepost-dashboard-'))
  const files = {
    'secret.txt': 'the secret',
    'web/.env': 'the secret',
    'web/index.html': DOCUMENT,
    'web/index.html.gz': gzipSync(DOCUMENT),
    'web/favicon.svg': '<svg/>',
    'web/assets/app-4f2a.js': SCRIPT,
    'web/assets/app-4f2a.js.br': brotliCompressSync(SCRIPT),
    'web/assets/app-4f2a.js.gz': gzipSync(SCRIPT),
    'web/assets/page-77aa.css': 'a{}',
  }
  await mkdir(join(root, 'web/assets'), { recursive: true })
  for (const [path, content] of Object.entries(files)) await writeFile(join(root, path), content)
  ground = await startApi({ webFolder: join(root, 'web') })
})
afterAll(async () => {
  await ground.close()
  await rm(root, { recursive: true })
})

const get = (url: string, headers: Readonly<Record<string, string>> = {}) =>
  ground.request({ method: 'GET', url, headers: { authorization: '', ...headers } })

test('the page comes to strangers, may load only what is ours, and has another nonce each time', async () => {
  const first = await get('/')
  expect(first.statusCode).toBe(200)
  expect(first.headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  })
  const readNonce = (policy: unknown) => /'nonce-([\w+/=]{24})'/.exec(String(policy))?.[1] ?? ''
  const nonce = readNonce(first.headers['content-security-policy'])
  expect(first.headers['content-security-policy']).toBe(
    `default-src 'none';script-src 'self';style-src 'self' 'nonce-${nonce}';img-src 'self' data:;font-src 'self';` +
      `connect-src 'self';frame-ancestors 'none';base-uri 'none';form-action 'self'`,
  )
  expect(first.body).toBe(DOCUMENT.replaceAll('__CSP_NONCE__', nonce))
  const second = await get('/index.html', { 'accept-encoding': 'gzip' })
  expect(second.headers['content-encoding']).toBeUndefined()
  expect(readNonce(second.headers['content-security-policy'])).not.toBe(nonce)
})

test('whatever a person enters is a page; whatever a program asks for is not', async () => {
  for (const path of ['/portfolios/7', '/apinion', '/roadmap?zoom=weeks', '/a/b/c/']) {
    const page = await get(path, HTML)
    expect([page.statusCode, page.headers['content-type']], path).toEqual([200, 'text/html; charset=utf-8'])
    expect((await ground.request({ method: 'HEAD', url: path, headers: HTML })).statusCode).toBe(200)
    expect(problemOf(await get(path, { accept: 'application/json' }))).toMatchObject({ status: 404 })
    expect(problemOf(await ground.request({ method: 'POST', url: path, headers: HTML }))).toMatchObject({ status: 404 })
  }
})

test.each([
  '/api',
  '/api/v1/nowhere',
  '/api?x',
  '/docs/nowhere',
  '/livez/x',
  '/readyz/x',
  '/metrics/x',
  '/assets/gone.js',
])('%s is no page, also for a browser', async path => {
  expect(problemOf(await get(path, HTML))).toMatchObject({ status: 404, code: 'not_found' })
})

test('the API and its description are where they were', async () => {
  expect((await get('/livez', HTML)).json()).toEqual({ status: 'ok' })
  expect((await get('/api/v1/portfolios', HTML)).statusCode).toBe(401)
  expect((await get('/docs/', HTML)).body).toContain('swagger-ui')
  expect(JSON.stringify((await get('/openapi.json')).json())).not.toContain('assets')
})

test('assets are kept for ever by browsers, other files are asked for again', async () => {
  const script = await get('/assets/app-4f2a.js')
  expect(script.body).toBe(SCRIPT)
  expect(script.headers).toMatchObject({
    'cache-control': 'public, max-age=31536000, immutable',
    'content-type': expect.stringMatching(/^(text|application)\/javascript/),
    'x-content-type-options': 'nosniff',
  })
  const icon = await get('/favicon.svg')
  expect(icon.headers).toMatchObject({ 'cache-control': 'no-cache', 'content-type': 'image/svg+xml' })
  const again = await get('/favicon.svg', { 'if-none-match': String(icon.headers.etag) })
  expect(again.statusCode).toBe(304)
})

test('what was compressed when it was built is sent so to who takes it', async () => {
  const br = await get('/assets/app-4f2a.js', { 'accept-encoding': 'gzip, deflate, br' })
  expect(br.headers).toMatchObject({ 'content-encoding': 'br', vary: expect.stringMatching(/accept-encoding/i) })
  expect(brotliDecompressSync(br.rawPayload).toString()).toBe(SCRIPT)
  expect(br.headers['content-type']).toMatch(/javascript/)
  expect((await get('/assets/app-4f2a.js', { 'accept-encoding': 'gzip' })).headers['content-encoding']).toBe('gzip')
  const plain = await get('/assets/page-77aa.css', { 'accept-encoding': 'gzip, br' })
  expect([plain.body, plain.headers['content-encoding']]).toEqual(['a{}', undefined])
})

test('no path leads out of the folder, or to what was not built to be seen', async () => {
  const address = new URL(await ground.listen())
  const paths = [
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/..%5csecret.txt',
    '/..\\secret.txt',
    '//secret.txt',
    '/assets/%00/../../secret.txt',
    '/%c0%ae%c0%ae/secret.txt',
    '/....//secret.txt',
    `/${root}/secret.txt`,
    '/.env',
    '/assets/../.env',
    '/assets',
    '/assets/',
    '/index.html.gz',
    '/assets/app-4f2a.js.br',
    '/assets/APP-4F2A.js',
  ]
  for (const path of paths) {
    // Clients tidy paths up before they send them.
    const socket = connect(Number(address.port), address.hostname)
    socket.end(`GET ${path} HTTP/1.1\r\nhost: ${address.host}\r\nconnection: close\r\n\r\n`)
    const answer = await text(socket)
    expect(answer, path).toMatch(/^HTTP\/1.1 40[04] /)
    expect(answer, path).not.toContain('the secret')
  }
})

test('where the page is not built, its address says what to do, and all else works', async () => {
  const bare = await startApi()
  try {
    const response = await bare.request({ method: 'GET', url: '/', headers: HTML })
    expect([response.statusCode, response.headers['content-type']]).toEqual([404, 'text/plain; charset=utf-8'])
    expect(response.body).toContain('npm run build:web')
    expect((await bare.request({ method: 'GET', url: '/api/v1/portfolios' })).statusCode).toBe(200)
    expect(problemOf(await bare.request({ method: 'GET', url: '/portfolios/7', headers: HTML }))).toMatchObject({
      status: 404,
    })
  } finally {
    await bare.close()
  }
})
