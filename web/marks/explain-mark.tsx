import { Button, Popover, Text } from '@mantine/core'
import { withDays } from '../words/format.ts'
import { words } from '../words/words.ts'

export interface Explanation {
  readonly rule: string
  readonly text: string
  /** Path of the API that lists what is behind it. */
  readonly items: string | null
}

/** "Why?": the rule behind a number in words, with its numbers, and where the items behind it are. */
export function ExplainMark({
  explain,
  children,
}: {
  readonly explain: Explanation
  readonly children?: React.ReactNode
}) {
  return (
    <Popover width={380} shadow="md" withArrow trapFocus returnFocus>
      <Popover.Target>
        <Button variant="subtle" size="compact-xs" className="no-print">
          {words.shell.why}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Text size="sm">{withDays(explain.text)}</Text>
        <Text size="xs" className="quiet" mt="xs">
          {words.shell.rule(explain.rule)}
        </Text>
        {children}
      </Popover.Dropdown>
    </Popover>
  )
}
