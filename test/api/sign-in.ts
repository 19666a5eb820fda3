import type { LightMyRequestResponse } from 'fastify'
import { expect } from 'vitest'
import type { Ground } from './ground.ts'

export interface SignedInPage {
  /** The header that a browser sends from then on. */
  readonly cookie: string
  readonly csrfToken: string
  readonly response: LightMyRequestResponse
}

/** What the sign-in page does. */
export async function signIn({ request, token }: Pick<Ground, 'request' | 'token'>): Promise<SignedInPage> {
  const response = await request({
    method: 'POST',
    url: '/api/v1/session',
    headers: { authorization: '' },
    payload: { token },
  })
  expect(response.statusCode, response.body).toBe(201)
  const [cookie = ''] = String(response.headers['set-cookie']).split(';')
  return { cookie, csrfToken: response.json<{ csrfToken: string }>().csrfToken, response }
}
