import { words } from '../../words/words.ts'
import classes from './milestone-shape.module.css'

export type Shape = keyof typeof words.roadmap.shapes

/** Each of the days of a milestone has a shape of its own, so that nobody needs colours to tell plan from forecast. */
const PATHS: Readonly<Record<Shape, string>> = {
  baseline: 'M9 1.2a7.8 7.8 0 1 1 0 15.6a7.8 7.8 0 0 1 0-15.6z',
  current: 'M9 2.6 15.4 9 9 15.4 2.6 9z',
  forecast: 'M3.5 2.5h11L9 14.5z',
  actual: 'M9 2.4a6.6 6.6 0 1 1 0 13.2a6.6 6.6 0 0 1 0-13.2z',
}

export function MilestoneShape({ shape, size = 20 }: { readonly shape: Shape; readonly size?: number }) {
  return (
    <svg viewBox="0 0 18 18" width={size} height={size} aria-hidden="true" className={classes.shape} data-shape={shape}>
      <path d={PATHS[shape]} />
      {shape === 'actual' ? <path d="M5.6 9.2 8 11.6 12.5 6.6" className={classes.tick} /> : null}
    </svg>
  )
}

const SHAPES = Object.keys(PATHS) as readonly Shape[]

/** What the shapes and lines of the roadmap mean. */
export function Legend() {
  return (
    <ul className={classes.legend} aria-label={words.roadmap.legend}>
      {SHAPES.map(shape => (
        <li key={shape}>
          <MilestoneShape shape={shape} />
          {words.roadmap.shapes[shape]}
        </li>
      ))}
      <li>
        <span className={classes.sample} data-line="moved" aria-hidden="true" />
        {words.roadmap.lines.moved}
      </li>
      <li>
        <span className={classes.sample} data-line="late" aria-hidden="true" />
        {words.roadmap.lines.late}
      </li>
    </ul>
  )
}
