import type { Path } from './check-references.ts'
import type { FileInitiative, FilePortfolio } from './portfolio-file.ts'
import { placeOf } from './step.ts'

export interface PlacedInitiative {
  readonly initiative: FileInitiative
  /** Where its id is kept. */
  readonly place: string
  /** Where it stands in the file. */
  readonly path: Path
}

/** Every initiative of the file, wherever in the tree. */
export function listFileInitiatives(portfolios: readonly FilePortfolio[]): readonly PlacedInitiative[] {
  return portfolios.flatMap(({ name, initiatives, programs = [] }, index) => {
    const path: Path = ['portfolios', index]
    return [
      ...listIn(initiatives, placeOf('portfolio', name), path),
      ...programs.flatMap((program, at) => {
        const inside: Path = [...path, 'programs', at]
        return [
          ...listIn(program.initiatives, placeOf('program', name, program.name), inside),
          ...(program.workstreams ?? []).flatMap((workstream, nth) =>
            listIn(workstream.initiatives, placeOf('workstream', name, program.name, workstream.name), [
              ...inside,
              'workstreams',
              nth,
            ]),
          ),
        ]
      }),
    ]
  })
}

function listIn(initiatives: readonly FileInitiative[] = [], parent: string, path: Path): readonly PlacedInitiative[] {
  return initiatives.map((initiative, index) => ({
    initiative,
    place: placeOf('initiative', parent, initiative.name),
    path: [...path, 'initiatives', index],
  }))
}
