import { Type } from 'typebox'
import { type AlertMessage, defineChannelKind, type Notice } from './channel.ts'
import { cut } from './cut.ts'
import { linkOf, listDrivers, listFacts, nameStanding } from './facts.ts'
import { requireTaken } from './not-taken-error.ts'
import { receiverAddress } from './receiver-address.ts'
import { writeSentence } from './sentence.ts'

/** Of Block Kit: 50 blocks, 3,000 characters in a text, 150 in a header. https://docs.slack.dev/reference/block-kit/blocks */
const MOST_ENTRIES = 45
/** More than these are told in a sentence each. */
const MOST_DETAILED = 10
const TEXT_LENGTH = 2_900
/** Leaves room for a link. */
const SENTENCE_LENGTH = 1_500
const HEADER_LENGTH = 150
/** With what has to be escaped in it. */
const LABEL_LENGTH = 200

/** An incoming webhook of Slack, also of those that speak its format (Mattermost, Rocket.Chat). */
export const slack = defineChannelKind({
  kind: 'slack',
  name: 'Slack',
  settings: Type.Object(
    {
      url: receiverAddress(
        'an address such as https://hooks.slack.com/services/T000/B000/XXXX',
        'The address of an incoming webhook: it names the Slack channel that is written to.',
      ),
    },
    { additionalProperties: false },
  ),
  // https://docs.slack.dev/apis/web-api/rate-limits
  pauseMs: 1_100,
  mostEntries: MOST_ENTRIES,
  open: ({ url }, { post }) => ({
    async send(notice) {
      const body = JSON.stringify(writeMessage(notice))
      requireTaken(await post(url, { 'content-type': 'application/json; charset=utf-8' }, body))
    },
  }),
})

function writeMessage({ title, entries }: Notice) {
  const shown = entries.slice(0, MOST_ENTRIES)
  const left = entries.length - shown.length
  return {
    // What notifications and screen readers get.
    text: shorten(title, TEXT_LENGTH),
    blocks: [
      ...(entries.length === 1
        ? []
        : [{ type: 'header', text: { type: 'plain_text', text: cut(title, HEADER_LENGTH), emoji: false } }]),
      ...shown.flatMap(entry => writeEntry(entry, entries.length <= MOST_DETAILED)),
      ...(left > 0 ? [context(`and ${left} more`)] : []),
    ],
    unfurl_links: false,
    unfurl_media: false,
  }
}

function writeEntry(entry: AlertMessage, isDetailed: boolean) {
  const facts = listFacts(entry).map(({ label, value }) => `${label}: ${value}`)
  const found = linkOf(entry)
  const link = found === null ? '' : `\n<${address(found.url)}|${shorten(found.label, 200)}>`
  const sentence = `*${nameStanding(entry)}*\n${shorten(writeSentence(entry), SENTENCE_LENGTH)}${link}`
  return [
    { type: 'section', text: { type: 'mrkdwn', text: sentence, verbatim: true } },
    ...(isDetailed ? [context(cut(facts.join('  ·  '), TEXT_LENGTH)), ...writeDrivers(entry)] : []),
  ]
}

function writeDrivers(entry: AlertMessage) {
  const drivers = listDrivers(entry).map(({ label, url }) => {
    const name = shorten(label, LABEL_LENGTH)
    return `• ${url === null ? name : `<${address(url)}|${name}>`}`
  })
  // Signs that were escaped make them longer than they are.
  while (drivers.join('\n').length > TEXT_LENGTH) drivers.pop()
  if (drivers.length === 0) return []
  return [{ type: 'section', text: { type: 'mrkdwn', text: ['Behind it:', ...drivers].join('\n'), verbatim: true } }]
}

/** As plain text, so that nothing in it is taken for a link, a mention or a style. */
const context = (text: string) => ({ type: 'context', elements: [{ type: 'plain_text', text, emoji: false }] })

/** The three that Slack asks for, so that `<!channel>` in a title calls nobody; then what would be taken for a style. */
const escapeText = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    // A zero-width space before it keeps the sign, and keeps it from pairing with the next one.
    .replaceAll(/[*_~`|]/g, sign => `\u200b${sign}`)

const address = (url: string): string =>
  url.replaceAll(/[<>|\s]/g, sign => encodeURIComponent(sign)).replaceAll('&', '&amp;')

/** Escaped, and cut where that has made it too long. */
function shorten(text: string, length: number): string {
  for (let kept = length; ; kept = Math.floor(kept / 2)) {
    const escaped = escapeText(cut(text, kept))
    if (escaped.length <= length) return escaped
  }
}
