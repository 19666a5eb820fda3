import { Button } from '@mantine/core'
import { useState } from 'react'
import { useChange } from '../../api/queries.ts'
import type { TreeNode } from '../../api/tree.ts'
import { Confirm } from '../../forms/confirm.tsx'
import { useSetSearch } from '../../shell/place.ts'
import { words } from '../../words/words.ts'

const text = words.settings.tree

/** Deletes a node that is empty; the service refuses others and says so. */
export function DeleteNode({ node: { id, name, kind, parentId } }: { readonly node: TreeNode }) {
  const [isAsking, setIsAsking] = useState(false)
  const setSearch = useSetSearch()
  const remove = useChange(`DELETE /${kind}s/{id}`)
  return (
    <>
      <Button size="xs" variant="default" color="red" ml="auto" onClick={() => setIsAsking(true)}>
        {text.remove}
      </Button>
      <Confirm
        isOpen={isAsking}
        title={text.removeTitle(name)}
        text={text.removeText}
        action={text.removeConfirm}
        error={remove.error}
        isBusy={remove.isPending}
        onConfirm={() =>
          remove.mutate({ path: { id } }, { onSuccess: () => setSearch({ node: parentId ?? undefined }) })
        }
        onCancel={() => {
          remove.reset()
          setIsAsking(false)
        }}
      />
    </>
  )
}
