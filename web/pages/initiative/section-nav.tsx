import { useEffect, useState } from 'react'
import { words } from '../../words/words.ts'
import classes from './initiative-page.module.css'
import { SECTIONS } from './sections.tsx'

/** Where on the window a section counts as the one that is read. */
const LINE = 0.3
const IDS = SECTIONS.map(({ id }) => id)

/** Leads to the sections of the page, and says in which one the reader is. */
export function SectionNav() {
  const current = useCurrentSection()
  return (
    <nav className={`${classes.nav} no-print`} aria-label={words.initiative.onThisPage}>
      {IDS.map(id => (
        <a key={id} href={`#${id}`} className={classes.navLink} aria-current={current === id ? 'location' : undefined}>
          {words.initiative.sections[id]}
        </a>
      ))}
    </nav>
  )
}

/** The last section that begins above the upper third of the window. */
function useCurrentSection(): string | null {
  const [current, setCurrent] = useState<string | null>(null)
  useEffect(() => {
    const places = IDS.flatMap(id => document.getElementById(id) ?? [])
    const observer = new IntersectionObserver(
      () => {
        const line = globalThis.innerHeight * LINE
        setCurrent(places.findLast(place => place.getBoundingClientRect().top <= line)?.id ?? null)
      },
      { rootMargin: `${-LINE * 100}% 0px ${-(1 - LINE) * 100 + 1}% 0px` },
    )
    for (const place of places) observer.observe(place)
    return () => observer.disconnect()
  }, [])
  return current
}
