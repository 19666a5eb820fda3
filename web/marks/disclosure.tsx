import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { Chevron } from './expander.tsx'

interface Properties {
  readonly label: string
  readonly isOpenAtFirst?: boolean
  /** Made only when it is opened. */
  readonly children: () => ReactNode
}

/** More of something, one press away. */
export function Disclosure({ label, isOpenAtFirst = false, children }: Properties) {
  const [isOpen, setIsOpen] = useState(isOpenAtFirst)
  return (
    <div>
      <Button
        variant="subtle"
        size="compact-sm"
        ml={-8}
        className={isOpen ? undefined : 'no-print'}
        aria-expanded={isOpen}
        leftSection={<Chevron isOpen={isOpen} />}
        onClick={() => setIsOpen(!isOpen)}
      >
        {label}
      </Button>
      {isOpen ? children() : null}
    </div>
  )
}
