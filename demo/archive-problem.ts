import { readdirSync, statSync } from 'node:fs'
import type { DemoOptions } from './options.ts'

/** What keeps the archive that was asked for from being served, in a sentence; null when nothing does. */
export function findArchiveProblem({ jiraArchive, projects }: DemoOptions): string | null {
  if (jiraArchive === null) return null
  if (statSync(jiraArchive, { throwIfNoEntry: false })?.isDirectory() !== true)
    return `--jira-archive: there is no folder ${jiraArchive}.`
  const files = new Set(readdirSync(jiraArchive))
  const found = [...files].flatMap(file => /^(.+)\.ndjson\.gz$/.exec(file)?.[1] ?? [])
  if (found.length === 0) return `--jira-archive: ${jiraArchive} holds no issues (KEY.ndjson.gz).`
  const absent = (projects ?? []).filter(key => !found.includes(key))
  if (absent.length > 0)
    return `--projects: ${jiraArchive} does not hold ${absent.join(', ')}; it holds ${found.toSorted().join(', ')}.`
  const withoutProject = (projects ?? found).filter(key => !files.has(`${key}.project.json`))
  if (withoutProject.length === 0) return null
  return `--jira-archive: ${jiraArchive} lacks ${withoutProject.map(key => `${key}.project.json`).join(', ')}.`
}
