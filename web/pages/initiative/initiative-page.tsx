import { Alert } from '@mantine/core'
import { useLocation, useParams } from '@tanstack/react-router'
import { useEffect } from 'react'
import type { Answer } from '../../api/operation.ts'
import { useAnswer } from '../../api/queries.ts'
import { Answered } from '../../shell/answered.tsx'
import { Page } from '../../shell/page.tsx'
import { PastActions } from '../../shell/page-actions.tsx'
import { usePlace } from '../../shell/place.ts'
import { words } from '../../words/words.ts'
import type { Assessment } from './assessment.ts'
import { useInitiative } from './initiative.ts'
import { SectionNav } from './section-nav.tsx'
import { SECTIONS } from './sections.tsx'
import { Summary } from './summary.tsx'
import { TreePath } from './tree-path.tsx'

/** One initiative: how it stands, why, and down to the items in the trackers. */
export function InitiativePage() {
  const { initiativeId = '' } = useParams({ strict: false }) as { initiativeId?: string }
  const { asOf } = usePlace()
  const { query: initiative, isLater } = useInitiative(initiativeId)
  const assessment = useAnswer('GET /initiatives/{id}/assessment', {
    path: { id: initiativeId },
    query: asOf === undefined ? {} : { asOf },
  })
  return (
    <Page
      title={initiative.data?.name ?? words.initiative.unnamed}
      lead={<TreePath initiativeId={initiativeId} />}
      actions={<PastActions />}
    >
      {isLater ? (
        <Alert color="gray" mb="md" py="xs">
          {words.initiative.ofToday}
        </Alert>
      ) : null}
      <Answered query={initiative} height={180}>
        {found => (
          <Answered query={assessment} height={640}>
            {concluded => <Assessed key={found.id} initiative={found} assessment={concluded} />}
          </Answered>
        )}
      </Answered>
    </Page>
  )
}

interface Properties {
  readonly initiative: Answer<'GET /initiatives/{id}'>
  readonly assessment: Assessment
}

function Assessed({ initiative, assessment }: Properties) {
  const { hash } = useLocation()
  // A link to a section is followed as soon as the section is there.
  useEffect(() => {
    if (hash !== '') document.getElementById(hash)?.scrollIntoView()
  }, [hash])
  return (
    <>
      <Summary initiative={initiative} assessment={assessment} />
      <SectionNav />
      {SECTIONS.map(({ id, Content }) => (
        <div key={id} id={id}>
          <Content
            initiativeId={initiative.id}
            initiative={initiative}
            assessment={assessment}
            title={words.initiative.sections[id]}
          />
        </div>
      ))}
    </>
  )
}
