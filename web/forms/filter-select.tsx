import { NativeSelect } from '@mantine/core'
import { useSetSearch } from '../shell/place.ts'

interface Properties {
  readonly label: string
  /** Under which name the choice stands in the address. */
  readonly name: string
  /** Empty: nothing is left out. */
  readonly value: string
  /** What it is called when nothing is left out. */
  readonly all: string
  /** Where its options come later, so that nothing moves then. */
  readonly width?: number
  readonly options: readonly (readonly [value: string, label: string])[]
}

/** Narrows what a page shows to one of several; the choice stands in the address. */
export function FilterSelect({ label, name, value, all, width, options }: Properties) {
  const setSearch = useSetSearch()
  return (
    <NativeSelect
      size="xs"
      {...(width === undefined ? {} : { w: width })}
      label={label}
      value={value}
      data={[{ value: '', label: all }, ...options.map(([each, title]) => ({ value: each, label: title }))]}
      onChange={event => setSearch({ [name]: event.currentTarget.value })}
    />
  )
}
