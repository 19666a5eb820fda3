import { Group, Title } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import { words } from '../words/words.ts'
import { useClock } from './clock.tsx'
import classes from './page.module.css'
import { usePrinting } from './use-printing.ts'

interface Properties {
  readonly title: string
  /** A line below the title; '' keeps its place until it is known. */
  readonly lead?: ReactNode
  /** Buttons and choices at its right. */
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** The frame of every page: its title in the window and as heading, and what can be done on it. */
export function Page({ title, lead, actions, children }: Properties) {
  useEffect(() => {
    document.title = `${title} · ${words.shell.name}`
  }, [title])
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <div>
          <Title order={1} size="h2">
            {title}
          </Title>
          {lead === undefined ? null : <div className={classes.lead}>{lead}</div>}
        </div>
        {actions === undefined ? null : <div className={`no-print ${classes.actions}`}>{actions}</div>}
      </div>
      <Printed />
      {children}
    </div>
  )
}

/** On paper nothing is live: there stands when it was printed. */
function Printed() {
  const { formatInstant } = useClock()
  if (!usePrinting()) return null
  return <p className={classes.printed}>{words.shell.printed(formatInstant(new Date().toISOString()))}</p>
}

/** A part of a page under a heading of its own. */
export function Section({ title, actions, children }: Pick<Properties, 'title' | 'actions' | 'children'>) {
  return (
    <section className={`panel ${classes.section}`} aria-label={title}>
      <Group justify="space-between" mb="sm" gap="sm">
        <Title order={2} size="h4">
          {title}
        </Title>
        {actions}
      </Group>
      {children}
    </section>
  )
}
