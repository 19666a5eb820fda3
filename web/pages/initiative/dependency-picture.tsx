import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { DependencyLegend } from '../../marks/dependency-mark.tsx'
import { TrackerMark } from '../../marks/tracker-mark.tsx'
import { formatDay, withDays } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import type { Graph, GraphEdge, GraphNode, Side } from './dependency-graph.ts'
import classes from './dependency-picture.module.css'

const text = words.initiativeCharts.dependencies

const SIDES = ['before', 'here', 'after'] as const
/** A node with the space below it, and where its lines begin. */
const STEP = 64
const MIDDLE = 26
/** Lines around a column leave a box above its middle and reach one below it. */
const AROUND = 8
/** Across in thousandths: where the boxes of a column begin and end. */
const WIDTH = 1000
const COLUMNS: Readonly<Record<Side, readonly [number, number]>> = {
  before: [0, 250],
  here: [375, 625],
  after: [750, 1000],
}

interface Properties {
  readonly graph: Graph
  /** What is chosen: a line or a box; the table below shows only that. */
  readonly onChoose: (ids: readonly string[] | null) => void
}

/** What this initiative waits for at the left, its milestones, and what waits for them at the right. */
export function DependencyPicture({ graph: { nodes, edges }, onChoose }: Properties) {
  const [chosen, setChosen] = useState<string | null>(null)
  const places = placeNodes(nodes)
  const height = Math.max(...SIDES.map(side => nodes.filter(node => node.side === side).length)) * STEP
  const choose = (node: GraphNode) => {
    const isAgain = chosen === node.id
    setChosen(isAgain ? null : node.id)
    onChoose(isAgain ? null : idsOf(node, edges))
  }
  return (
    <>
      <DependencyLegend statuses={['violated', 'at_risk', 'unknown', 'holds']} />
      <div className={classes.columns} aria-hidden="true">
        {SIDES.map(side => (
          <span key={side}>
            {text.sides[side]}
            {nodes.some(node => node.side === side) ? null : `: ${words.shell.none}`}
          </span>
        ))}
      </div>
      <div className={classes.picture} style={{ height }} data-chosen={chosen !== null || undefined}>
        <svg
          viewBox={`0 0 ${WIDTH} ${height}`}
          preserveAspectRatio="none"
          height={height}
          className={classes.lines}
          aria-hidden="true"
        >
          {edges.map(edge => (
            <g key={edge.id} data-status={edge.status} data-chosen={touches(edge, chosen) || undefined}>
              <path d={curve(edge, places)}>
                <title>{say(edge)}</title>
              </path>
            </g>
          ))}
        </svg>
        {edges.map(edge => (
          <Head key={edge.id} edge={edge} places={places} isChosen={touches(edge, chosen)} />
        ))}
        {SIDES.map(side => (
          <ul key={side} className={classes.column} data-side={side} aria-label={text.sides[side]}>
            {nodes
              .filter(node => node.side === side)
              .map(node => (
                <li key={node.id} style={{ height: STEP }}>
                  <Box node={node} edges={edges} isChosen={chosen === node.id} onChoose={() => choose(node)} />
                </li>
              ))}
          </ul>
        ))}
      </div>
    </>
  )
}

interface BoxProperties {
  readonly node: GraphNode
  readonly edges: readonly GraphEdge[]
  readonly isChosen: boolean
  readonly onChoose: () => void
}

function Box({ node, edges, isChosen, onChoose }: BoxProperties) {
  const { id, type, name, day, trackers, within, side } = node
  const own = edges.filter(edge => touches(edge, id))
  const violated = [...own.flatMap(({ dependencies }) => dependencies), ...within].filter(
    ({ status }) => status === 'violated',
  ).length
  const called = type === 'rest' ? text.rest : type === 'nowhere' ? words.meanings.noInitiative : name
  return (
    <div className={classes.box} data-type={type} data-chosen={isChosen || undefined}>
      <button type="button" aria-pressed={isChosen} onClick={onChoose} className={classes.choose}>
        <span className={classes.name}>{called ?? words.shell.unknown}</span>
        <span className={classes.small}>
          {violated > 0 ? <strong className={classes.violated}>{text.violated(violated)}, </strong> : null}
          {text.count(own.reduce((sum, { dependencies }) => sum + dependencies.length, within.length))}
          {day === null ? null : ` · ${formatDay(day)}`}
        </span>
      </button>
      <span className={classes.marks}>
        {trackers.map(tracker => (
          <TrackerMark key={tracker.kind} {...tracker} />
        ))}
        {type === 'initiative' ? (
          <Link to={`/initiatives/${id.slice(side.length + 1)}` as '/'} aria-label={text.open(name ?? '')}>
            <span aria-hidden="true">↗</span>
          </Link>
        ) : null}
      </span>
    </div>
  )
}

interface HeadProperties {
  readonly edge: GraphEdge
  readonly places: ReadonlyMap<string, Place>
  readonly isChosen: boolean
}

/** The tip of a line, apart from it: the picture is stretched, tips are not. */
function Head({ edge: { from, to, status }, places, isChosen }: HeadProperties) {
  const [a, b] = [places.get(from), places.get(to)]
  if (a === undefined || b === undefined) return null
  const isAround = a.side === b.side
  const [left, right] = COLUMNS[b.side]
  return (
    <span
      className={classes.head}
      data-status={status}
      data-around={isAround || undefined}
      data-chosen={isChosen || undefined}
      style={{ left: `${((isAround ? right : left) / WIDTH) * 100}%`, top: b.y + (isAround ? AROUND : 0) }}
      aria-hidden="true"
    />
  )
}

const touches = ({ from, to }: GraphEdge, id: string | null): boolean => from === id || to === id

const idsOf = (node: GraphNode, edges: readonly GraphEdge[]): readonly string[] =>
  [...node.within, ...edges.filter(edge => touches(edge, node.id)).flatMap(({ dependencies }) => dependencies)].map(
    ({ id }) => id,
  )

const say = ({ status, dependencies }: GraphEdge): string =>
  [words.meanings.dependency[status], ...dependencies.map(dependency => withDays(dependency.text))].join('\n')

interface Place {
  readonly side: Side
  readonly y: number
}

function placeNodes(nodes: readonly GraphNode[]): ReadonlyMap<string, Place> {
  return new Map(
    SIDES.flatMap(side =>
      nodes
        .filter(node => node.side === side)
        .map((node, index) => [node.id, { side, y: index * STEP + MIDDLE }] as const),
    ),
  )
}

/** From the right of one box to the left of the other; between two of one column around their right. */
function curve({ from, to }: GraphEdge, places: ReadonlyMap<string, Place>): string {
  const [a, b] = [places.get(from), places.get(to)]
  if (a === undefined || b === undefined) return ''
  const begin = COLUMNS[a.side][1]
  if (a.side === b.side) {
    const bulge = begin + 40 + Math.min(60, Math.abs(a.y - b.y) / 6)
    return `M ${begin} ${a.y - AROUND} C ${bulge} ${a.y - AROUND} ${bulge} ${b.y + AROUND} ${begin} ${b.y + AROUND}`
  }
  const end = COLUMNS[b.side][0]
  const middle = (begin + end) / 2
  return `M ${begin} ${a.y} C ${middle} ${a.y} ${middle} ${b.y} ${end} ${b.y}`
}
