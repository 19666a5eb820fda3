import { NativeSelect, type NativeSelectProps } from '@mantine/core'
import { type NodeKind, useTree } from '../api/tree.ts'

interface Properties extends Omit<NativeSelectProps, 'data' | 'onChange'> {
  readonly onChange: (nodeId: string) => void
  /** What choosing nothing is called. */
  readonly nothing: string
  /** Only what is below this portfolio. */
  readonly portfolioId?: string | undefined
  readonly kinds?: readonly NodeKind[]
}

const INDENT = '\u00A0\u00A0\u00A0'

/** A node of the tree. */
export function NodeSelect({ onChange, nothing, portfolioId, kinds, ...rest }: Properties) {
  const all = useTree()
  const below = useTree(portfolioId)
  // A link may have chosen a node that is elsewhere.
  const { nodes } = rest.value === '' || below.byId.has(String(rest.value)) ? below : all
  return (
    <NativeSelect
      {...rest}
      data={[
        { value: '', label: nothing },
        ...nodes
          .filter(({ kind }) => kinds === undefined || kinds.includes(kind))
          .map(({ id, name, depth }) => ({ value: id, label: `${INDENT.repeat(depth)}${name}` })),
      ]}
      onChange={event => onChange(event.currentTarget.value)}
    />
  )
}
