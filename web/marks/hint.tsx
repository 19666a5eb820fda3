import { HoverCard } from '@mantine/core'
import { type ReactNode, useRef, useState } from 'react'

interface Properties {
  readonly className: string | undefined
  /** Of what is shown on hover and focus. */
  readonly detailClassName?: string | undefined
  readonly width: number
  /** What lies behind it; made when somebody looks. */
  readonly detail: () => ReactNode
  readonly children: ReactNode
}

const OPEN_DELAY_MS = 150

/** From the button in whose place it comes. */
const takeFocus = (button: HTMLButtonElement | null): void => button?.focus()

/**
 * What shows more of itself on hover and focus. A page has hundreds of them and a reader looks at a few: each becomes a card
 * when it is first looked at.
 */
export function Hint({ className, detailClassName, width, detail, children }: Properties) {
  const [looked, setLooked] = useState<'never' | 'pointer' | 'focus'>('never')
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined)
  if (looked === 'never')
    return (
      <button
        type="button"
        className={className}
        onFocus={() => setLooked('focus')}
        onPointerEnter={() => {
          waiting.current = setTimeout(() => setLooked('pointer'), OPEN_DELAY_MS)
        }}
        onPointerLeave={() => clearTimeout(waiting.current)}
      >
        {children}
      </button>
    )
  return (
    <HoverCard
      initiallyOpened
      width={width}
      openDelay={OPEN_DELAY_MS}
      // What has the focus next must not lie under a card that fades.
      transitionProps={{ exitDuration: 0 }}
      shadow="md"
      withinPortal
    >
      <HoverCard.Target>
        <button type="button" className={className} ref={looked === 'focus' ? takeFocus : undefined}>
          {children}
        </button>
      </HoverCard.Target>
      <HoverCard.Dropdown {...(detailClassName === undefined ? {} : { className: detailClassName })}>
        {detail()}
      </HoverCard.Dropdown>
    </HoverCard>
  )
}
