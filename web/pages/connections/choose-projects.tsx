import { Alert, Button, Checkbox, Radio, Stack, TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { Answer } from '../../api/operation.ts'
import { useChange } from '../../api/queries.ts'
import { Loading } from '../../shell/answered.tsx'
import { Section } from '../../shell/page.tsx'
import { words } from '../../words/words.ts'
import type { Connection } from './connection.ts'
import { Checked } from './facts-panel.tsx'
import { Said } from './said.tsx'
import classes from './steps.module.css'

const text = words.connections.wizard
/** More are found by typing. */
const MOST_SHOWN = 200

type Project = NonNullable<Answer<'POST /connections/{id}/check'>['projects']>[number]

interface Properties {
  readonly connection: Connection
  readonly onStarted: () => void
}

/** Which projects are read: all that the account can see, or some of them. Then the first sync starts. */
export function ChooseProjects({ connection, onStarted }: Properties) {
  const { id } = connection
  const check = useChange('POST /connections/{id}/check')
  const { mutate } = check
  const asked = useRef('')
  useEffect(() => {
    if (asked.current === id) return
    asked.current = id
    mutate({ path: { id } })
  }, [id, mutate])
  const { data, error } = check
  return (
    <Section title={text.projects}>
      <Said done={null} error={error} />
      {data === undefined ? (
        error === null ? (
          <>
            <p role="status">{text.discovering}</p>
            <Loading height={160} />
          </>
        ) : (
          <Button onClick={() => mutate({ path: { id } })}>{words.shell.retry}</Button>
        )
      ) : (
        <>
          <Checked check={data} />
          <Choice connection={connection} projects={data.projects} onStarted={onStarted} />
        </>
      )}
    </Section>
  )
}

function Choice({ connection, projects, onStarted }: Properties & { readonly projects: readonly Project[] | null }) {
  const { id, settings } = connection
  const [isAll, setIsAll] = useState(true)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [search, setSearch] = useState('')
  const change = useChange('PATCH /connections/{id}')
  const sync = useChange('POST /connections/{id}/syncs')
  const start = async () => {
    if (!isAll) await change.mutateAsync({ path: { id }, body: { settings: { ...settings, projects: [...chosen] } } })
    await sync.mutateAsync({ path: { id }, body: { mode: 'incremental' } })
    onStarted()
  }
  const needle = search.trim().toLocaleLowerCase()
  const found = (projects ?? []).filter(({ key, name }) => `${key ?? ''} ${name}`.toLocaleLowerCase().includes(needle))
  return (
    <Stack gap="md" className={classes.form}>
      {projects === null ? (
        <p>{text.noList}</p>
      ) : (
        <Radio.Group
          aria-label={text.projects}
          value={isAll ? 'all' : 'some'}
          onChange={value => setIsAll(value === 'all')}
        >
          <Stack gap="xs">
            <Radio value="all" label={text.allProjects(projects.length)} />
            <Radio value="some" label={text.someProjects} />
          </Stack>
        </Radio.Group>
      )}
      {isAll ? null : (
        <div>
          <TextInput
            type="search"
            label={text.find}
            mb="xs"
            value={search}
            onChange={event => setSearch(event.currentTarget.value)}
          />
          <fieldset className={classes.projects} aria-label={text.projects}>
            {found.slice(0, MOST_SHOWN).map(project => (
              <Checkbox
                key={project.externalId}
                label={project.key === null ? project.name : `${project.name} (${project.key})`}
                checked={chosen.has(nameOf(project))}
                onChange={event => setChosen(toggled(chosen, nameOf(project), event.currentTarget.checked))}
              />
            ))}
          </fieldset>
          <p className={`${classes.small} quiet`} role="status">
            {text.chosen(chosen.size, projects?.length ?? 0)}
          </p>
        </div>
      )}
      {!isAll && chosen.size === 0 ? <Alert color="gray">{text.atLeastOne}</Alert> : null}
      <Said done={null} error={change.error ?? sync.error} />
      <div>
        <Button
          disabled={!isAll && chosen.size === 0}
          loading={change.isPending || sync.isPending}
          onClick={() => void start().catch(() => undefined)}
        >
          {text.start}
        </Button>
      </div>
    </Stack>
  )
}

/** As the settings name it: its key where it has one, which people know. */
const nameOf = ({ key, externalId }: Project): string => key ?? externalId

function toggled(chosen: ReadonlySet<string>, name: string, isChosen: boolean): ReadonlySet<string> {
  const next = new Set(chosen)
  if (isChosen) next.add(name)
  else next.delete(name)
  return next
}
