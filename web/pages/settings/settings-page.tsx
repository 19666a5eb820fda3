import { Alert, Tabs } from '@mantine/core'
import type { ComponentType } from 'react'
import { Loading } from '../../shell/answered.tsx'
import { TodayOnly } from '../../shell/as-of.tsx'
import { Page } from '../../shell/page.tsx'
import { usePortfolio, useSearchText, useSetSearch } from '../../shell/place.ts'
import { words } from '../../words/words.ts'
import { AlertRulesTab } from './alert-rules-tab.tsx'
import { AuditTab } from './audit-tab.tsx'
import { ChannelsTab } from './channels-tab.tsx'
import { HealthRulesTab } from './health-rules-tab.tsx'
import { TokensTab } from './tokens-tab.tsx'
import { TreeTab } from './tree-tab.tsx'

const text = words.settings
const TABS = ['tree', 'health', 'alerts', 'channels', 'tokens', 'audit'] as const
type TabName = (typeof TABS)[number]

/** What is set here rather than in trackers; the part stands in the address. */
export function SettingsPage() {
  const setSearch = useSetSearch()
  const asked = useSearchText('tab', 'tree')
  const tab = TABS.find(each => each === asked) ?? 'tree'
  return (
    <Page title={words.shell.pages.settings} lead={text.lead}>
      <TodayOnly />
      <Tabs
        value={tab}
        onChange={value => setSearch({ tab: value === 'tree' ? undefined : (value ?? undefined) })}
        keepMounted={false}
      >
        <Tabs.List mb="md" aria-label={text.tabsLabel} className="no-print">
          {TABS.map(each => (
            <Tabs.Tab key={each} value={each}>
              {text.tabs[each]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {TABS.map(each => (
          <Tabs.Panel key={each} value={each}>
            <TabContent tab={each} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Page>
  )
}

function TabContent({ tab }: { readonly tab: TabName }) {
  switch (tab) {
    case 'tree':
      return <TreeTab />
    case 'health':
      return <OfPortfolio content={HealthRulesTab} />
    case 'alerts':
      return <OfPortfolio content={AlertRulesTab} />
    case 'channels':
      return <ChannelsTab />
    case 'tokens':
      return <TokensTab />
    case 'audit':
      return <AuditTab />
  }
}

/** Rules are of the portfolio that is chosen in the header. */
function OfPortfolio({ content: Content }: { readonly content: ComponentType<{ readonly portfolioId: string }> }) {
  const { portfolio, isKnown } = usePortfolio()
  if (!isKnown) return <Loading height={400} />
  if (portfolio === null) return <Alert>{text.noPortfolio}</Alert>
  return <Content key={portfolio.id} portfolioId={portfolio.id} />
}
