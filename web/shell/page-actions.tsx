import { Button } from '@mantine/core'
import { words } from '../words/words.ts'
import { AsOfChoice } from './as-of.tsx'

export function PrintButton() {
  return (
    <Button size="xs" variant="default" onClick={() => globalThis.print()}>
      {words.shell.print}
    </Button>
  )
}

/** Of a page that can be taken back in time. */
export function PastActions() {
  return (
    <>
      <AsOfChoice />
      <PrintButton />
    </>
  )
}
