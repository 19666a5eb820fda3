import { Button, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { type CSSProperties, type ReactNode, useEffect, useRef } from 'react'
import { useAnswer } from '../../api/queries.ts'
import { type NodeKind, type TreeNode, useTree } from '../../api/tree.ts'
import { Loading } from '../../shell/answered.tsx'
import { Section } from '../../shell/page.tsx'
import { useSearchText, useSetSearch } from '../../shell/place.ts'
import { words } from '../../words/words.ts'
import { DeleteNode } from './delete-node.tsx'
import { MilestoneSources } from './milestone-sources.tsx'
import { NodeForm } from './node-form.tsx'
import { CHILDREN } from './node-kinds.ts'
import { ScopeEditor } from './scope-editor.tsx'
import classes from './settings.module.css'
import { TrackerWeights } from './tracker-weights.tsx'

const text = words.settings.tree

/** The PMO's tree at the left, what is chosen of it at the right. Both the chosen and what is being added stand in the address. */
export function TreeTab() {
  const tree = useTree()
  const chosen = useSearchText('node', '')
  const adding = useSearchText('add', '')
  const setSearch = useSetSearch()
  if (!tree.isKnown) return <Loading height={480} />
  const node = tree.byId.get(chosen) ?? null
  return (
    <div className={classes.split}>
      <Section title={text.title}>
        {tree.nodes.length === 0 ? <Text className="quiet">{text.none}</Text> : null}
        <ul className={classes.tree}>
          {tree.nodes.map(each => (
            <li key={each.id}>
              <button
                type="button"
                className={classes.node}
                style={{ '--depth': each.depth } as CSSProperties}
                aria-current={each.id === chosen && adding === ''}
                onClick={() => setSearch({ node: each.id, add: undefined })}
              >
                {each.name}
                <span className={classes.kind}>{words.meanings.node[each.kind]}</span>
              </button>
            </li>
          ))}
        </ul>
        <Button size="xs" variant="default" onClick={() => setSearch({ node: undefined, add: 'portfolio' })}>
          {text.addPortfolio}
        </Button>
      </Section>
      <InView when={`${chosen} ${adding}`}>
        <Chosen key={`${chosen} ${adding}`} node={node} adding={adding} />
      </InView>
    </div>
  )
}

/** On a narrow screen what is chosen stands below the tree: choosing leads to it. */
function InView({ when, children }: { readonly when: string; readonly children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null)
  const shown = useRef(when)
  useEffect(() => {
    if (shown.current === when) return
    shown.current = when
    if (globalThis.matchMedia('(max-width: 800px)').matches) place.current?.scrollIntoView()
  }, [when])
  return (
    <div ref={place} className={classes.chosen}>
      {children}
    </div>
  )
}

interface ChosenProperties {
  readonly node: TreeNode | null
  readonly adding: string
}

function Chosen({ node, adding }: ChosenProperties) {
  const setSearch = useSetSearch()
  const { initiatives } = useTree()
  const portfolios = useAnswer('GET /portfolios', {})
  const kinds: readonly NodeKind[] = node === null ? ['portfolio'] : CHILDREN[node.kind]
  const kind = kinds.find(each => each === adding)
  if (kind !== undefined)
    return (
      <Section title={text.newOf[kind]}>
        <NodeForm
          kind={kind}
          node={null}
          parentId={node?.id ?? null}
          onDone={id => setSearch({ node: id, add: undefined })}
          onCancel={() => setSearch({ add: undefined })}
        />
      </Section>
    )
  if (node === null) return <Section title={words.settings.tabs.tree}>{text.choose}</Section>
  const initiative = initiatives.get(node.id)
  const zone = portfolios.data?.items.find(({ id }) => id === node.id)?.timeZone
  return (
    <div>
      <Section
        title={node.name}
        actions={initiative === undefined ? null : <Link to={`/initiatives/${node.id}` as '/'}>{text.open}</Link>}
      >
        <NodeForm
          kind={node.kind}
          node={node}
          parentId={node.parentId}
          priority={initiative?.priority}
          timeZone={zone}
        />
        <Text size="sm" className="quiet" mt="sm">
          {initiative === undefined ? null : text.conditions}
        </Text>
        <div className={classes.actions}>
          {CHILDREN[node.kind].map(each => (
            <Button key={each} size="xs" variant="default" onClick={() => setSearch({ add: each })}>
              {text.addTo[each]}
            </Button>
          ))}
          <DeleteNode node={node} />
        </div>
      </Section>
      {initiative === undefined ? null : <ScopeEditor initiative={initiative} />}
      <MilestoneSources node={node} />
      {initiative === undefined ? null : <TrackerWeights initiative={initiative} />}
    </div>
  )
}
