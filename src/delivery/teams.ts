import { Type } from 'typebox'
import { type AlertMessage, defineChannelKind, type Notice, type Posted } from './channel.ts'
import { cut } from './cut.ts'
import { linkOf, listDrivers, listFacts, nameStanding } from './facts.ts'
import { NotTakenError, requireTaken } from './not-taken-error.ts'
import { receiverAddress } from './receiver-address.ts'
import { writeSentence } from './sentence.ts'

/** Teams drops larger messages without a word: https://learn.microsoft.com/microsoftteams/limits-specifications-teams */
const MOST_BYTES = 28_000
const TEXT_LENGTH = 2_000
const MOST_ENTRIES = 45
/** More than these are told in a sentence each. */
const MOST_DETAILED = 10
/** Retired in 2026; they answer 200 and show nothing. */
const RETIRED = '(?!https?://([^/]*\\.)?(webhook\\.office\\.com|outlook\\.office(365)?\\.com)([/:?#]|$))'

/** A workflow of Microsoft Teams, given an Adaptive Card. */
export const teams = defineChannelKind({
  kind: 'teams',
  name: 'Microsoft Teams',
  settings: Type.Object(
    {
      url: receiverAddress(
        'the address of a Teams workflow (connectors of Office 365, at webhook.office.com, show nothing any more)',
        'The address of a workflow "When a Teams webhook request is received", which posts the card to a channel or chat.',
        RETIRED,
      ),
    },
    { additionalProperties: false },
  ),
  // Four a second: https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
  pauseMs: 300,
  mostEntries: MOST_ENTRIES,
  open: ({ url }, { post }) => ({
    async send(notice) {
      const answer = await post(url, { 'content-type': 'application/json' }, writeBody(notice))
      requireWorkflow(answer)
      requireTaken(answer)
    },
  }),
})

/**
 * One that was switched off or deleted answers 400 with a code to everything, one that takes no strangers 401.
 * https://github.com/microsoft/coe-starter-kit/issues/8684
 */
function requireWorkflow({ status, refusal }: Posted): void {
  if (status === 400 && refusal.includes('"WorkflowTriggerIsNotEnabled"'))
    throw new NotTakenError(
      'The workflow is switched off or was deleted (WorkflowTriggerIsNotEnabled): switch it on in Power Automate, or enter the address of another, and enable the channel.',
      { isFinal: true },
    )
  if (status === 401)
    throw new NotTakenError(
      'The workflow does not take this (401): let "Who can trigger the flow" be "Anyone" in its trigger, and enter the whole address that it then has, with its signature.',
    )
}

/** As many entries as fit. */
function writeBody(notice: Notice): string {
  for (let count = Math.min(notice.entries.length, MOST_ENTRIES); ; count -= 1) {
    const body = JSON.stringify({
      type: 'message',
      attachments: [
        { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content: writeCard(notice, count) },
      ],
    })
    if (count === 0 || Buffer.byteLength(body) <= MOST_BYTES) return body
  }
}

function writeCard({ title, entries }: Notice, count: number) {
  const shown = entries.slice(0, count)
  const left = entries.length - shown.length
  const [first] = entries
  const link = first === undefined || entries.length > 1 ? null : linkOf(first)
  return {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    // Workflows take no newer one.
    version: '1.4',
    msteams: { width: 'Full' },
    fallbackText: cut(title, TEXT_LENGTH),
    body: [
      ...(entries.length === 1 ? [] : [text([{ text: cut(title, TEXT_LENGTH), weight: 'Bolder', size: 'Medium' }])]),
      ...shown.map((entry, index) => writeEntry(entry, index, entries.length <= MOST_DETAILED)),
      ...(left > 0 ? [text([{ text: `and ${left} more`, isSubtle: true }])] : []),
    ],
    ...(link === null ? {} : { actions: [{ type: 'Action.OpenUrl', title: link.label, url: link.url }] }),
  }
}

function writeEntry(entry: AlertMessage, index: number, isDetailed: boolean) {
  const facts = listFacts(entry).map(({ label, value }) => `${label}: ${value}`)
  return {
    type: 'Container',
    separator: index > 0,
    items: [
      text([{ text: nameStanding(entry), weight: 'Bolder', ...colour(entry) }]),
      text([{ text: cut(writeSentence(entry), TEXT_LENGTH) }]),
      ...(isDetailed ? [text([{ text: cut(facts.join('  ·  '), TEXT_LENGTH), isSubtle: true, size: 'Small' }])] : []),
      ...(isDetailed ? listDrivers(entry).map(writeDriver) : []),
    ],
  }
}

const writeDriver = ({ label, url }: ReturnType<typeof listDrivers>[number]) =>
  text([{ text: '• ' }, { text: label, ...(url === null ? {} : { selectAction: { type: 'Action.OpenUrl', url } }) }])

/** Runs of text are shown as they are; the text of a TextBlock would be read as Markdown. */
const text = (runs: readonly Readonly<Record<string, unknown>>[]) => ({
  type: 'RichTextBlock',
  inlines: runs.map(run => ({ type: 'TextRun', ...run })),
})

const colour = ({ change, severity }: AlertMessage) => ({
  color: change === 'resolved' ? 'Good' : severity === 'high' ? 'Attention' : 'Warning',
})
