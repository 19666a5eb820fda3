import type { DemoPerson } from '../../demo/organisation.ts'
import type { Random } from '../../demo/random.ts'

/** Words in the mix of a real backlog: common ones often, names and numbers now and then, so that they compress alike. */
const COMMON = (
  'the a of to and in for on with is when that from it as be not by should can after user page error customer order ' +
  'payment invoice login report export import service request response field value date time list search filter cache ' +
  'database index queue worker retry timeout deploy release version config setting permission role team project status ' +
  'update create delete merge review test build pipeline log metric alert dashboard mobile browser safari android'
).split(' ')

export function writeSentence(random: Random, words: number): string {
  const written: string[] = []
  while (written.length < words) {
    // Every seventh word is one that occurs nowhere else.
    if (random.chance(1 / 7)) written.push(random.between(1_000, 99_999_999).toString(36))
    else written.push(random.pick(COMMON))
  }
  const text = written.join(' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

export const writeParagraphs = (random: Random, count: number): string =>
  Array.from({ length: count }, () => `${writeSentence(random, random.between(18, 45))}.`).join('\n\n')

const FIRST_NAMES = ['Ana', 'Bo', 'Chidi', 'Dara', 'Elif', 'Farid', 'Grete', 'Hiro', 'Ines', 'Jonas', 'Kofi', 'Lena']
const LAST_NAMES = ['Almeida', 'Berg', 'Costa', 'Dahl', 'Eriksen']

export const PEOPLE: readonly DemoPerson[] = FIRST_NAMES.flatMap(first =>
  LAST_NAMES.map(last => ({
    name: `${first} ${last}`,
    email: `${first}.${last}@halden.example`.toLowerCase(),
    inJira: true,
    inAzureDevOps: true,
  })),
)
