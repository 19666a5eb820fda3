import { HoverCard } from '@mantine/core'
import { type ReactElement, type ReactNode, type RefCallback, useRef, useState } from 'react'

interface Shown {
  /** Of what is shown on hover and focus. */
  readonly detailClassName?: string | undefined
  readonly width: number
  readonly position?: 'top' | 'bottom'
  /** What lies behind it; made when somebody looks. */
  readonly detail: () => ReactNode
}

/** What the thing that is looked at takes, so that it is known when somebody does. */
interface Looking {
  readonly ref?: RefCallback<HTMLElement>
  readonly onFocus?: () => void
  readonly onPointerEnter?: () => void
  readonly onPointerLeave?: () => void
}

const OPEN_DELAY_MS = 150

/** From what stood in its place. */
const takeFocus = (element: HTMLElement | null): void => element?.focus()

/**
 * What shows more of itself on hover and focus. A page has hundreds of them and a reader looks at a few: each becomes a card
 * when it is first looked at.
 */
export function HintOn({
  target,
  detailClassName,
  width,
  position = 'bottom',
  detail,
}: Shown & { readonly target: (looking: Looking) => ReactElement }) {
  const [looked, setLooked] = useState<'never' | 'pointer' | 'focus'>('never')
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined)
  if (looked === 'never')
    return target({
      onFocus: () => setLooked('focus'),
      onPointerEnter: () => {
        waiting.current = setTimeout(() => setLooked('pointer'), OPEN_DELAY_MS)
      },
      onPointerLeave: () => clearTimeout(waiting.current),
    })
  return (
    <HoverCard
      initiallyOpened
      width={width}
      position={position}
      openDelay={OPEN_DELAY_MS}
      // What has the focus next must not lie under a card that fades.
      transitionProps={{ exitDuration: 0 }}
      shadow="md"
      withinPortal
    >
      <HoverCard.Target>{target(looked === 'focus' ? { ref: takeFocus } : {})}</HoverCard.Target>
      <HoverCard.Dropdown {...(detailClassName === undefined ? {} : { className: detailClassName })}>
        {detail()}
      </HoverCard.Dropdown>
    </HoverCard>
  )
}

/** The same of a button that does nothing else. */
export function Hint({
  className,
  children,
  ...shown
}: Shown & { readonly className: string | undefined; readonly children: ReactNode }) {
  return (
    <HintOn
      {...shown}
      target={looking => (
        <button type="button" className={className} {...looking}>
          {children}
        </button>
      )}
    />
  )
}
