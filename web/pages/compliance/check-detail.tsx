import { Drawer, Text, Title } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Unknown } from '../../marks/day-mark.tsx'
import detail from '../../marks/detail.module.css'
import { Fact } from '../../marks/fact.tsx'
import { ItemList } from '../../marks/item-list.tsx'
import { usePlace, useSearchText, useSetSearch } from '../../shell/place.ts'
import { formatShare, withDays } from '../../words/format.ts'
import { words } from '../../words/words.ts'
import type { Check, Listed } from './gaps.ts'

const text = words.compliance.detail

/** The gaps of one rule in one initiative; which ones stands in the address. */
export function CheckDetail({ items }: { readonly items: readonly Listed[] }) {
  const initiativeId = useSearchText('initiative', '')
  const rule = useSearchText('rule', '')
  const setSearch = useSetSearch()
  const item = items.find(each => each.initiativeId === initiativeId)
  const check = item?.compliance?.checks.find(each => each.rule === rule)
  return (
    <Drawer
      opened={item !== undefined && check !== undefined}
      onClose={() => setSearch({ initiative: undefined, rule: undefined })}
      position="right"
      size="lg"
      title={item === undefined || check === undefined ? '' : text.title(words.compliance.rules[check.rule], item.name)}
      closeButtonProps={{ 'aria-label': words.shell.close }}
    >
      {check === undefined ? null : <Shown check={check} />}
    </Drawer>
  )
}

function Shown({ check }: { readonly check: Check }) {
  const { share, needed, gapCount, gapIds, gapOwners } = check
  return (
    <>
      <Text mb="sm">{withDays(check.text)}</Text>
      <dl className={detail.detail}>
        <Fact name={text.share}>
          {share === null ? <Unknown reason={words.compliance.states.none} /> : formatShare(share)}
        </Fact>
        <Fact name={text.needed}>{formatShare(needed)}</Fact>
        <Fact name={text.gaps}>{gapCount}</Fact>
        {gapOwners.length === 0 ? null : (
          <Fact name={text.owners}>
            {gapOwners.map(({ name, count }) => `${name ?? words.compliance.owners.nobody} ${count}`).join(', ')}
          </Fact>
        )}
      </dl>
      {gapIds.length > 0 ? <Gaps check={check} /> : gapCount === 0 ? <Quiet>{text.noGaps}</Quiet> : null}
      {check.isMet === false && gapIds.length === 0 ? <Link to={'/settings' as '/'}>{text.toSettings}</Link> : null}
    </>
  )
}

function Quiet({ children }: { readonly children: ReactNode }) {
  return (
    <Text size="sm" className="quiet">
      {children}
    </Text>
  )
}

function Gaps({ check: { rule, gapIds, gapCount } }: { readonly check: Check }) {
  const { asOf } = usePlace()
  const title = rule === 'risks_reviewed' ? text.entries : text.items
  return (
    <>
      <Title order={3} size="h5">
        {title}
      </Title>
      {gapCount > gapIds.length ? <Quiet>{text.firstOf(gapIds.length, gapCount)}</Quiet> : null}
      {rule === 'risks_reviewed' ? (
        <ul>
          {gapIds.map((id, index) => (
            <li key={id}>
              <Link to={'/risks' as '/'} search={{ entry: id } as never}>
                {text.entry(index + 1)}
              </Link>
            </li>
          ))}
        </ul>
      ) : (
        <ItemList ids={gapIds} asOf={asOf} label={title} />
      )}
    </>
  )
}
