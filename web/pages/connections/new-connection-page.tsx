import { useState } from 'react'
import type { Answer } from '../../api/operation.ts'
import { useAnswer } from '../../api/queries.ts'
import { Answered } from '../../shell/answered.tsx'
import { Page } from '../../shell/page.tsx'
import { useSearchText, useSetSearch } from '../../shell/place.ts'
import { words } from '../../words/words.ts'
import { ChooseProjects } from './choose-projects.tsx'
import { ChooseTracker } from './choose-tracker.tsx'
import { EnterCredentials } from './enter-credentials.tsx'
import { FirstMeanings, FirstSync } from './first-sync.tsx'
import { SecretOnce } from './secret-once.tsx'
import { Steps } from './steps.tsx'

const text = words.connections.wizard

type Webhook = Answer<'POST /connections'>['webhook']

/**
 * Adds a tracker step by step. Where a reader is stands in the address: once the tracker has taken the credentials the
 * connection is there, and whoever comes back goes on where they were.
 */
export function NewConnectionPage() {
  const kind = useSearchText('kind', '')
  const connectionId = useSearchText('connection', '')
  const step = useSearchText('step', '')
  const setSearch = useSetSearch()
  // In this page alone, and only until it was kept: the service does not tell it again.
  const [webhook, setWebhook] = useState<Webhook | null>(null)
  return (
    <Page title={text.title}>
      <Steps current={connectionId === '' ? (kind === '' ? 'tracker' : 'credentials') : (STEPS[step] ?? 'projects')} />
      {webhook === null ? null : (
        <SecretOnce webhook={webhook} hint={text.keepSecret} onDone={() => setWebhook(null)} />
      )}
      {connectionId !== '' ? (
        <Existing connectionId={connectionId} step={step} />
      ) : kind === '' ? (
        <ChooseTracker onChoose={chosen => setSearch({ kind: chosen })} />
      ) : (
        <EnterCredentials
          kind={kind}
          onBack={() => setSearch({ kind: undefined })}
          onMade={made => {
            setWebhook(made.webhook)
            setSearch({ kind: undefined, connection: made.id })
          }}
        />
      )}
    </Page>
  )
}

const STEPS: Readonly<Record<string, 'meaning' | 'sync'>> = { meaning: 'meaning', sync: 'sync' }

function Existing({ connectionId, step }: { readonly connectionId: string; readonly step: string }) {
  const query = useAnswer('GET /connections/{id}', { path: { id: connectionId } })
  const setSearch = useSetSearch()
  return (
    <Answered query={query}>
      {connection =>
        step === 'sync' ? (
          <FirstSync connection={connection} />
        ) : step === 'meaning' ? (
          <FirstMeanings connection={connection} onDone={() => setSearch({ step: 'sync' })} />
        ) : (
          <ChooseProjects connection={connection} onStarted={() => setSearch({ step: 'meaning' })} />
        )
      }
    </Answered>
  )
}
