import { Button, Menu, Text } from '@mantine/core'
import { useChange } from '../../api/queries.ts'
import { words } from '../../words/words.ts'
import type { Connection } from './connection.ts'
import { Said } from './said.tsx'

const text = words.connections.sync
const OTHERS = ['full', 'census', 'replay'] as const

/** Starts a pass: of changes, of everything, a count, or over what is stored. */
export function SyncActions({ connection: { id, state } }: { readonly connection: Connection }) {
  const start = useChange('POST /connections/{id}/syncs')
  const run = (mode: 'incremental' | (typeof OTHERS)[number]) => start.mutate({ path: { id }, body: { mode } })
  const started = start.isSuccess ? text.started(text.modes[start.data.mode]) : null
  return (
    <>
      <Said done={started} error={start.error} />
      <Menu position="bottom-end" width={320} withinPortal>
        <Menu.Target>
          <Button variant="default" size="sm">
            {text.more}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {OTHERS.map(mode => (
            <Menu.Item key={mode} onClick={() => run(mode)}>
              {text.modes[mode]}
              <Text size="xs" className="quiet">
                {text.hints[mode]}
              </Text>
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Button
        size="sm"
        loading={start.isPending}
        disabled={state === 'suspended'}
        title={text.hints.incremental}
        onClick={() => run('incremental')}
      >
        {text.now}
      </Button>
    </>
  )
}
