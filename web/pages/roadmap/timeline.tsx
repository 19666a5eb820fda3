import { type KeyboardEvent, type RefObject, useEffectEvent, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { Dependency } from '../../marks/dependency-mark.tsx'
import { usePlace } from '../../shell/place.ts'
import { formatDay } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import { LinkLines } from './link-lines.tsx'
import { drawLinks, type LinkChoice, type RoadmapLink } from './roadmap-links.ts'
import { type Milestone, type Row, stackRows } from './roadmap-rows.ts'
import { drawCalendar, placeDay, type Scale, type Tick, widthOf, ZOOMS, type Zoom } from './time-scale.ts'
import classes from './timeline.module.css'
import { TimelineRow } from './timeline-row.tsx'
import { useDrawnRows } from './use-drawn-rows.ts'

const text = words.roadmap

interface Properties {
  readonly rows: readonly Row[]
  readonly milestones: readonly Milestone[]
  readonly dependencies: readonly Dependency[]
  readonly linkChoice: LinkChoice
  readonly scale: Scale
  readonly zoom: Zoom
  readonly onZoom: (zoom: Zoom) => void
  readonly today: string
  readonly onToggle: (initiativeId: string) => void
  /** Scrolled to today whenever it counts on. */
  readonly todayCalls: number
}

/** Where today stands in the window at first, at least: a little of the past is seen, from the begin of a step of the calendar on. */
const TODAY_AT = 0.25

/** The calendar with a row for each initiative and milestone; names stay at the left, the calendar at the top. */
export function Timeline(properties: Properties) {
  const { rows, milestones, dependencies, linkChoice, scale, zoom, onZoom, today, onToggle, todayCalls } = properties
  const place = useRef<HTMLElement>(null)
  const { asOf } = usePlace()
  const width = widthOf(scale, zoom)
  const { tops, height } = useMemo(() => stackRows(rows), [rows])
  const links = useMemo(
    () => drawLinks(dependencies, linkChoice, { rows, tops, milestones, scale }),
    [dependencies, linkChoice, rows, tops, milestones, scale],
  )
  const linksOf = useMemo(() => gatherByRow(links), [links])
  const [active, setActive] = useState<string | null>(null)
  const [focused, setFocused] = useState<string | null>(null)
  const stop = tops.has(focused ?? '') ? focused : (rows.find(({ kind }) => kind === 'milestone')?.id ?? null)
  const drawn = useDrawnRows(place, rows, tops, focused)
  const { coarse, fine } = drawCalendar(scale, zoom)
  const toToday = () => scrollToToday(place.current, placeDay(scale, today), fine)
  useKeptPlace(place, width, toToday, todayCalls)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const step = { '+': -1, '=': -1, '-': 1 }[event.key]
    const next = step === undefined ? undefined : ZOOMS[ZOOMS.indexOf(zoom) + step]
    if (next !== undefined) onZoom(next)
    if (event.key.toLowerCase() === 't') toToday()
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (focusNext(place.current, event.key === 'ArrowDown' ? 1 : -1)) event.preventDefault()
    }
  }
  const onPaper = drawCalendar(scale, 'year')
  const now = `${placeDay(scale, today) * 100}%`
  return (
    <section ref={place} className={classes.scroller} aria-label={text.timeline} onKeyDown={onKeyDown} tabIndex={0}>
      <div className={classes.sheet} style={{ '--canvas': `${width}px` } as React.CSSProperties}>
        <div className={classes.head}>
          <div className={classes.corner} />
          <div className={classes.calendar}>
            <div className={classes.onScreen}>
              <Ticks ticks={coarse} />
              <Ticks ticks={fine} />
            </div>
            <div className={classes.onPaper}>
              <Ticks ticks={onPaper.coarse} />
              <Ticks ticks={onPaper.fine} />
            </div>
            <span className={classes.todayWord} style={{ left: now }}>
              {asOf === undefined ? text.today : formatDay(today)}
            </span>
          </div>
        </div>
        <div className={classes.body} style={{ height }}>
          <div className={classes.ground} aria-hidden="true">
            <div className={classes.onScreen}>
              {fine.map(tick => (
                <span key={tick.day} className={classes.gridline} style={{ left: `${tick.place * 100}%` }} />
              ))}
            </div>
            <div className={classes.onPaper}>
              {onPaper.fine.map(tick => (
                <span key={tick.day} className={classes.gridline} style={{ left: `${tick.place * 100}%` }} />
              ))}
            </div>
            <span className={classes.today} style={{ left: now }} />
          </div>
          {drawn.map(row => (
            <TimelineRow
              key={row.id}
              row={row}
              top={tops.get(row.id) ?? 0}
              scale={scale}
              links={linksOf.get(row.id) ?? NO_LINKS}
              isStop={row.id === stop}
              onToggle={onToggle}
              onActive={setActive}
              onFocus={setFocused}
            />
          ))}
          <LinkLines links={links} height={height} active={linksOf.has(active ?? '') ? active : null} />
        </div>
      </div>
    </section>
  )
}

const NO_LINKS: readonly RoadmapLink[] = []

/** Those that begin or end at each row. */
function gatherByRow(links: readonly RoadmapLink[]): ReadonlyMap<string, readonly RoadmapLink[]> {
  const byRow = new Map<string, RoadmapLink[]>()
  for (const link of links) {
    for (const row of [link.from, link.to]) byRow.set(row, [...(byRow.get(row) ?? []), link])
  }
  return byRow
}

function Ticks({ ticks }: { readonly ticks: readonly Tick[] }) {
  return (
    <div className={classes.ticks}>
      {ticks.map(({ day, place, label }, index) => (
        <span
          key={day}
          className={classes.tick}
          style={{ left: `${place * 100}%`, width: `${((ticks[index + 1]?.place ?? 1) - place) * 100}%` }}
        >
          <span>{label}</span>
        </span>
      ))}
    </div>
  )
}

/** From the mark that has the focus to that of a row above or below. */
function focusNext(place: HTMLElement | null, step: 1 | -1): boolean {
  const marks = [...(place?.querySelectorAll<HTMLElement>('[data-mark]') ?? [])]
  const focused = document.activeElement as HTMLElement
  const index = marks.indexOf(focused)
  const next = marks[index === -1 && step === 1 ? 0 : index + step]
  if (next === undefined || (index === -1 && focused !== place)) return false
  next.focus({ preventScroll: true })
  next.scrollIntoView({ block: 'nearest', inline: 'center' })
  return true
}

function visibleWidth(place: HTMLElement): number {
  const names = place.querySelector<HTMLElement>(`.${classes.corner}`)?.offsetWidth ?? 0
  return place.clientWidth - names
}

function scrollTo(place: HTMLElement | null, share: number, at: number): void {
  const canvas = place?.querySelector<HTMLElement>(`.${classes.calendar}`)
  if (place === null || canvas == null) return
  place.scrollLeft = share * canvas.offsetWidth - at * visibleWidth(place)
}

function scrollToToday(place: HTMLElement | null, today: number, steps: readonly Tick[]): void {
  const canvas = place?.querySelector<HTMLElement>(`.${classes.calendar}`)
  if (place === null || canvas == null) return
  const first = today - (TODAY_AT * visibleWidth(place)) / canvas.offsetWidth
  place.scrollLeft = (steps.findLast(step => step.place <= first)?.place ?? 0) * canvas.offsetWidth
}

/** Begins at today; zooming keeps the middle of the window where it is. */
function useKeptPlace(
  place: RefObject<HTMLElement | null>,
  width: number,
  toToday: () => void,
  todayCalls: number,
): void {
  const middle = useRef<number | null>(null)
  const goToToday = useEffectEvent(toToday)
  useLayoutEffect(() => {
    const element = place.current
    if (element === null) return
    if (middle.current === null) goToToday()
    else scrollTo(element, middle.current, 0.5)
    const remember = () => {
      const canvas = element.querySelector<HTMLElement>(`.${classes.calendar}`)?.offsetWidth ?? width
      middle.current = (element.scrollLeft + visibleWidth(element) / 2) / canvas
    }
    remember()
    element.addEventListener('scroll', remember, { passive: true })
    return () => element.removeEventListener('scroll', remember)
  }, [place, width])
  useLayoutEffect(() => {
    if (todayCalls > 0) goToToday()
  }, [todayCalls])
}
