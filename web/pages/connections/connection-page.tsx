import { Tabs } from '@mantine/core'
import { Link, useParams } from '@tanstack/react-router'
import { useAnswer, useWholeList } from '../../api/queries.ts'
import { TrackerMark } from '../../marks/tracker-mark.tsx'
import { Answered } from '../../shell/answered.tsx'
import { TodayOnly } from '../../shell/as-of.tsx'
import { Page } from '../../shell/page.tsx'
import { useSearchText, useSetSearch } from '../../shell/place.ts'
import { words } from '../../words/words.ts'
import { CompletenessPanel } from './completeness-panel.tsx'
import type { Connection } from './connection.ts'
import { DeletionsPanel } from './deletions-panel.tsx'
import { EditPanel } from './edit-panel.tsx'
import { FactsPanel } from './facts-panel.tsx'
import { MappingPanel } from './mapping-panel.tsx'
import { PeoplePanel } from './people-panel.tsx'
import { ProblemsPanel } from './problems-panel.tsx'
import { RemovePanel } from './remove-panel.tsx'
import { RunsPanel } from './runs-panel.tsx'
import { SyncActions } from './sync-actions.tsx'
import { WebhooksPanel } from './webhooks-panel.tsx'

const text = words.connections
const TABS = ['overview', 'meaning', 'webhooks', 'runs', 'people', 'settings'] as const

/** One tracker: what is read of it, what is missing and what to do, and everything that can be set. */
export function ConnectionPage() {
  const { connectionId } = useParams({ strict: false }) as { connectionId: string }
  const query = useAnswer('GET /connections/{id}', { path: { id: connectionId } })
  return (
    <Answered query={query} height={600}>
      {connection => <Shown connection={connection} />}
    </Answered>
  )
}

function Shown({ connection }: { readonly connection: Connection }) {
  const { id, name, kind } = connection
  const tab = useSearchText('tab', TABS[0])
  const setSearch = useSetSearch()
  const toReview = useWholeList('GET /connections/{id}/mappings', { path: { id }, query: { needsReview: true } }).data
    ?.length
  const countOf = (each: (typeof TABS)[number]) =>
    each === 'meaning' && toReview !== undefined && toReview > 0
      ? text.tabCount(text.tabs.meaning, toReview)
      : text.tabs[each]
  return (
    <Page
      title={name}
      lead={
        <>
          <TrackerMark kind={kind} name={kind} /> <Link to={'/connections' as '/'}>{text.back}</Link>
        </>
      }
      actions={<SyncActions connection={connection} />}
    >
      <TodayOnly />
      <Tabs
        value={tab}
        onChange={next => setSearch({ tab: next === null || next === TABS[0] ? undefined : next })}
        keepMounted={false}
      >
        <Tabs.List mb="md" className="no-print">
          {TABS.map(each => (
            <Tabs.Tab key={each} value={each}>
              {countOf(each)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="overview">
          <FactsPanel connection={connection} />
          <DeletionsPanel connectionId={id} />
          <ProblemsPanel connectionId={id} />
          <CompletenessPanel connectionId={id} />
        </Tabs.Panel>
        <Tabs.Panel value="meaning">
          <MappingPanel connectionId={id} />
        </Tabs.Panel>
        <Tabs.Panel value="webhooks">
          <WebhooksPanel connection={connection} />
        </Tabs.Panel>
        <Tabs.Panel value="runs">
          <RunsPanel connectionId={id} />
        </Tabs.Panel>
        <Tabs.Panel value="people">
          <PeoplePanel connectionId={id} />
        </Tabs.Panel>
        <Tabs.Panel value="settings">
          <EditPanel connection={connection} />
          <RemovePanel connection={connection} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}
