import {
  ActionIcon,
  AppShell,
  Burger,
  Button,
  type ButtonProps,
  Group,
  NativeSelect,
  useMantineColorScheme,
} from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { Link, Outlet, useLocation } from '@tanstack/react-router'
import { type Liveness, useLive } from '../api/live.ts'
import { useAnswer } from '../api/queries.ts'
import { signOut } from '../api/session.ts'
import { TrackerNames } from '../marks/tracker-names.tsx'
import { words } from '../words/words.ts'
import { AsOfNotice } from './as-of.tsx'
import { PortfolioClock } from './clock.tsx'
import classes from './frame.module.css'
import { usePlace, usePortfolio, useSetSearch } from './place.ts'
import { findPortfolio } from './read-place.ts'
import { useKeptFocus } from './use-kept-focus.ts'
import { dayIn, endOfPastDay } from './zone-day.ts'

const PAGES = [
  ['/', words.shell.pages.portfolio],
  ['/roadmap', words.shell.pages.roadmap],
  ['/alerts', words.shell.pages.alerts],
  ['/capacity', words.shell.pages.capacity],
  ['/risks', words.shell.pages.risks],
  ['/compliance', words.shell.pages.compliance],
  ['/connections', words.shell.pages.connections],
  ['/settings', words.shell.pages.settings],
] as const

/** What they show is of the portfolio that is chosen; all others are about one thing, or about the whole installation. */
const OF_PORTFOLIO: readonly string[] = ['/', '/roadmap', '/alerts', '/risks', '/compliance', '/settings']

/** Header, pages at the left, and the page itself. */
export function Frame() {
  const [isOpen, { toggle, close }] = useDisclosure(false)
  const liveness = useLive()
  useKeptFocus()
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 200, breakpoint: 'md', collapsed: { mobile: !isOpen } }}
      padding={{ base: 'sm', md: 'lg' }}
    >
      <a href="#content" className={classes.skip}>
        {words.shell.skip}
      </a>
      <AppShell.Header className={classes.header}>
        <Burger opened={isOpen} onClick={toggle} hiddenFrom="md" size="sm" aria-label={words.shell.menu} />
        <Link to="/" className={classes.brand}>
          <img src="/milepost.svg" alt="" width="24" height="24" />
          {words.shell.name}
        </Link>
        <PortfolioChoice />
        <Group gap="xs" ml="auto" wrap="nowrap">
          <LiveMark liveness={liveness} />
          <ColourChoice />
          <SignOut visibleFrom="sm" />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" className={classes.navbar} aria-label={words.shell.menu}>
        {PAGES.map(([to, title]) => (
          <Link
            key={to}
            to={to}
            className={classes.link}
            activeProps={{ 'data-active': true }}
            activeOptions={{ exact: to === '/', includeSearch: false }}
            onClick={close}
          >
            {title}
          </Link>
        ))}
        <SignOut hiddenFrom="sm" />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} className={classes.main}>
        <PortfolioClock>
          <TrackerNames>
            <AsOfNotice />
            <Outlet />
          </TrackerNames>
        </PortfolioClock>
      </AppShell.Main>
    </AppShell>
  )
}

function PortfolioChoice() {
  const { data } = useAnswer('GET /portfolios', {})
  const { portfolio } = usePortfolio()
  const { asOf } = usePlace()
  const { pathname } = useLocation()
  const setSearch = useSetSearch()
  if (data === undefined || data.items.length < 2 || !OF_PORTFOLIO.includes(pathname)) return null
  const choose = (id: string) =>
    setSearch({
      portfolio: id,
      // The same day, which ends elsewhere at another time.
      asOf: asOf && endOfPastDay(dayIn(asOf, portfolio?.timeZone), findPortfolio(data.items, id)?.timeZone),
      // What was chosen within one portfolio is not in another.
      node: undefined,
      initiative: undefined,
    })
  return (
    <NativeSelect
      size="xs"
      aria-label={words.shell.choosePortfolio}
      value={portfolio?.id ?? ''}
      data={data.items.map(({ id, name }) => ({ value: id, label: name }))}
      onChange={event => choose(event.currentTarget.value)}
    />
  )
}

function LiveMark({ liveness }: { readonly liveness: Liveness }) {
  return (
    <span className={classes.live} data-liveness={liveness} title={words.shell.liveDetail[liveness]} role="status">
      <span className={classes.dot} aria-hidden="true" />
      <span className={classes.liveWord}>{words.shell.live[liveness]}</span>
    </span>
  )
}

function ColourChoice() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const isDark =
    colorScheme === 'dark' || (colorScheme === 'auto' && globalThis.matchMedia('(prefers-color-scheme: dark)').matches)
  const label = isDark ? words.shell.colours.toLight : words.shell.colours.toDark
  return (
    <ActionIcon
      variant="default"
      size="md"
      aria-label={label}
      title={label}
      onClick={() => setColorScheme(isDark ? 'light' : 'dark')}
    >
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
        <path d="M8 1a7 7 0 1 0 0 14z" fill="currentColor" />
        <circle cx="8" cy="8" r="6.4" fill="none" stroke="currentColor" strokeWidth="1.2" />
      </svg>
    </ActionIcon>
  )
}

/** In the header, or on a phone below the pages. */
function SignOut(where: Pick<ButtonProps, 'visibleFrom' | 'hiddenFrom'>) {
  const client = useQueryClient()
  return (
    <Button variant="default" size="xs" {...where} onClick={() => void signOut(client)}>
      {words.shell.signOut}
    </Button>
  )
}
