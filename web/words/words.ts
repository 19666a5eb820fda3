import { en } from './en/en.ts'

export type Words = typeof en

/** Every text of the page, in the reader's language where there is one. */
export const words: Words = en
