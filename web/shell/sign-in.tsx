import { Alert, Button, PasswordInput, Stack, Title } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useEffect, useState } from 'react'
import { RequestError } from '../api/request.ts'
import { signIn } from '../api/session.ts'
import { words } from '../words/words.ts'
import classes from './sign-in.module.css'

const text = words.shell.signIn

/** Exchanges an API token for a session; the token is not kept in the page. */
export function SignIn() {
  const client = useQueryClient()
  const [token, setToken] = useState('')
  const [failure, setFailure] = useState<string | null>(null)
  const [isBusy, setIsBusy] = useState(false)
  useEffect(() => {
    document.title = `${text.title} · ${words.shell.name}`
  }, [])
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setIsBusy(true)
    setFailure(null)
    try {
      await signIn(client, token.trim())
    } catch (error) {
      setFailure(
        error instanceof RequestError && error.status === 401 ? text.refused : String((error as Error).message),
      )
      setIsBusy(false)
    }
  }
  return (
    <main className={classes.page}>
      <form onSubmit={event => void submit(event)} className={`panel ${classes.card}`}>
        <Stack gap="md">
          <div>
            <img src="/milepost.svg" alt="" width="40" height="40" />
            <Title order={1} size="h2" mt="xs">
              {words.shell.name}
            </Title>
            <p className="quiet">{text.lead}</p>
          </div>
          {failure === null ? null : (
            <Alert color="red" role="alert">
              {failure}
            </Alert>
          )}
          <PasswordInput
            label={text.token}
            description={text.hint}
            name="token"
            autoComplete="current-password"
            required
            value={token}
            onChange={event => setToken(event.currentTarget.value)}
          />
          <Button type="submit" loading={isBusy}>
            {text.submit}
          </Button>
        </Stack>
      </form>
    </main>
  )
}
