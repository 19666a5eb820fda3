import { type Rendering, renderUserById } from './render-site.ts'
import { writeTimeSpent } from './render-time.ts'
import { type TextForm, writeText } from './rich-text.ts'
import type { Worklog } from './site-records.ts'

export function renderWorklog(to: Rendering, worklog: Worklog, form: TextForm = to.texts): object {
  return {
    self: `${form === 'document' ? to.api : `${to.baseUrl}/rest/api/2`}/issue/${worklog.issueId}/worklog/${worklog.id}`,
    author: renderUserById(to, worklog.authorId),
    updateAuthor: renderUserById(to, worklog.updateAuthorId),
    ...(form === 'document' && worklog.comment === '' ? {} : { comment: writeText(worklog.comment, form) }),
    created: to.clock.write(worklog.createdMs),
    updated: to.clock.write(worklog.updatedMs),
    started: to.clock.write(worklog.startedMs),
    timeSpent: writeTimeSpent(worklog.seconds),
    timeSpentSeconds: worklog.seconds,
    id: worklog.id,
    issueId: worklog.issueId,
  }
}
