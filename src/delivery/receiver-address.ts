import { Type } from 'typebox'

/** An address to post to. It may be a credential, so it is stored sealed and never shown again. */
export const receiverAddress = (expected: string, description: string, refused = '') =>
  Type.String({
    pattern: `^${refused}https?://[^\\s/?#@\\\\]+`,
    'x-expected': `must be ${expected}, without a user or password`,
    maxLength: 2_000,
    description,
  })
