import { words } from '../../words/words.ts'
import classes from './link-lines.module.css'
import type { RoadmapLink } from './roadmap-links.ts'

interface Properties {
  readonly links: readonly RoadmapLink[]
  readonly height: number
  /** The row that the reader looks at: its links stand out. */
  readonly active: string | null
}

/** Across in thousandths, as the picture is as wide as the calendar at any zoom. */
const WIDTH = 1000
const BEND = 14

/** The dependencies between the lines of the roadmap. What they are stands on their marks and in the table too. */
export function LinkLines({ links, height, active }: Properties) {
  return (
    <div className={classes.place} data-active={active !== null || undefined}>
      <svg
        viewBox={`0 0 ${WIDTH} ${height}`}
        preserveAspectRatio="none"
        className={classes.picture}
        height={height}
        aria-hidden="true"
      >
        {links.map(link => {
          const path = curve(link)
          return (
            <g key={link.id} data-status={link.status} data-active={isOf(link, active) || undefined}>
              <path d={path} className={classes.line} />
              <path d={path} className={classes.reach}>
                <title>{say(link)}</title>
              </path>
            </g>
          )
        })}
      </svg>
      {links.map(link => (
        <span
          key={link.id}
          className={classes.head}
          data-status={link.status}
          data-active={isOf(link, active) || undefined}
          style={{ left: `${link.points[1].x * 100}%`, top: link.points[1].y }}
          aria-hidden="true"
        />
      ))}
    </div>
  )
}

const isOf = ({ from, to }: RoadmapLink, row: string | null): boolean => from === row || to === row

/** Its word, and the sentences behind it. */
const say = ({ status, dependencies }: RoadmapLink): string =>
  [words.meanings.dependency[status], ...dependencies.map(({ text }) => text)].join('\n')

function curve({ points: [from, to] }: RoadmapLink): string {
  const [a, b] = [from.x * WIDTH, to.x * WIDTH]
  return `M ${a} ${from.y} C ${a + BEND} ${from.y} ${b - BEND} ${to.y} ${b} ${to.y}`
}
