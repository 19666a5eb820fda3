import { Button, Text } from '@mantine/core'
import { useState } from 'react'
import { useAnswer, useChange } from '../../api/queries.ts'
import { NewSecret } from '../../forms/new-secret.tsx'
import { Refusal } from '../../forms/refusal.tsx'
import { SecretOnce } from '../../forms/secret-once.tsx'
import { Answered } from '../../shell/answered.tsx'
import { Section } from '../../shell/page.tsx'
import { useSearchText, useSetSearch } from '../../shell/place.ts'
import { words } from '../../words/words.ts'
import { ChannelForm } from './channel-form.tsx'
import { ChannelTable } from './channel-table.tsx'

const text = words.settings.channels

/** Where alerts are sent. Which channel is being changed stands in the address; "new" is another. */
export function ChannelsTab() {
  const channels = useAnswer('GET /channels', {})
  const kinds = useAnswer('GET /channel-kinds', {})
  const chosen = useSearchText('channel', '')
  const setSearch = useSetSearch()
  const [secret, setSecret] = useState<string | null>(null)
  const close = () => setSearch({ channel: undefined })
  const found = channels.data?.items.find(({ id }) => id === chosen) ?? null
  return (
    <Answered query={kinds}>
      {({ items: known }) => (
        <>
          {secret === null ? null : (
            <SecretOnce
              title={text.secretTitle}
              text={text.secretText}
              secret={secret}
              onClose={() => setSecret(null)}
            />
          )}
          {chosen === 'new' || found !== null ? (
            <Section title={found === null ? text.add : text.edit(found.name)}>
              <ChannelForm
                key={chosen}
                channel={found}
                kinds={known}
                onDone={made => {
                  setSecret(made)
                  close()
                }}
                onCancel={close}
              />
            </Section>
          ) : null}
          {found !== null && known.some(({ kind, isSigned }) => isSigned && kind === found.kind) ? (
            <Renewal key={found.id} channelId={found.id} onRenewed={setSecret} />
          ) : null}
          <Section
            title={words.settings.tabs.channels}
            actions={
              <Button size="xs" onClick={() => setSearch({ channel: 'new' })}>
                {text.add}
              </Button>
            }
          >
            <Text size="sm" className="quiet" mb="sm">
              {text.lead}
            </Text>
            <Answered query={channels}>{({ items }) => <ChannelTable channels={items} kinds={known} />}</Answered>
          </Section>
        </>
      )}
    </Answered>
  )
}

interface RenewalProperties {
  readonly channelId: string
  readonly onRenewed: (secret: string) => void
}

/** A new secret for the signatures of a channel. */
function Renewal({ channelId, onRenewed }: RenewalProperties) {
  const renew = useChange('POST /channels/{id}/secret')
  return (
    <Section title={text.secret}>
      <Text size="sm" className="quiet" mb="sm">
        {text.secretHint}
      </Text>
      <Refusal error={renew.error} beside={[]} />
      <NewSecret
        isPending={renew.isPending}
        onAsk={formerForHours =>
          renew.mutate(
            { path: { id: channelId }, body: { formerForHours } },
            { onSuccess: ({ secret }) => onRenewed(secret) },
          )
        }
      />
    </Section>
  )
}
