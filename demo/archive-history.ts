import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { NO_DEPENDENCIES } from '../src/portfolio/dependency/dependency.ts'
import { listPastMilestones, type ScoredForecast, scorePast } from '../src/portfolio/forecast/backtest.ts'
import { FORECAST_SEED } from '../src/portfolio/forecast/random.ts'
import type { MilestoneFacts, ScopeItem } from '../src/portfolio/initiative.ts'

const Issue = Type.Object({
  id: Type.String(),
  key: Type.String(),
  fields: Type.Object({
    created: Type.String(),
    resolutiondate: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    fixVersions: Type.Optional(
      Type.Array(Type.Object({ id: Type.String(), name: Type.String(), releaseDate: Type.Optional(Type.String()) })),
    ),
  }),
})

interface Entry {
  readonly id: string
  readonly key: string
  readonly createdAt: string
  readonly resolvedAt: string | null
  readonly versions: readonly { readonly id: string; readonly name: string; readonly releaseDate?: string }[]
}

/**
 * Forecasts the versions of a real tracker (a folder of `KEY.ndjson.gz`, one issue a line, without changelogs) as of half
 * way. What such an archive does not keep is taken as it was at its end: the versions of an issue and their release dates.
 */
export function scoreArchive(folder: string): readonly ScoredForecast[] {
  return readdirSync(folder)
    .filter(name => name.endsWith('.ndjson.gz'))
    .toSorted()
    .flatMap(name => scoreProject(name.replace('.ndjson.gz', ''), readIssues(join(folder, name))))
}

function readIssues(path: string): readonly Entry[] {
  const lines = gunzipSync(readFileSync(path)).toString().split('\n')
  return lines.flatMap(line => {
    if (line === '') return []
    const { id, key, fields } = Value.Parse(Issue, JSON.parse(line))
    const resolvedAt = fields.resolutiondate ?? null
    return {
      ...{ id, key, createdAt: toUtc(fields.created) },
      resolvedAt: resolvedAt === null ? null : toUtc(resolvedAt),
      versions: fields.fixVersions ?? [],
    }
  })
}

function scoreProject(project: string, entries: readonly Entry[]): readonly ScoredForecast[] {
  const versioned = entries.filter(entry => entry.versions.length > 0)
  const past = listPastMilestones(
    versioned.map(entry => toItem(entry, null)),
    toMilestones(versioned),
  )
  return past.map(each => {
    const at = `${each.halfWayDay}T23:59:59.999Z`
    const known = versioned.filter(entry => entry.createdAt <= at)
    const facts = {
      ...{ id: project, name: project, dependencies: NO_DEPENDENCIES },
      trackers: [{ connectionId: project, name: project, weight: null, syncedAt: at, gaps: [], notVisibleItems: 0 }],
      milestones: toMilestones(known),
    }
    const items = known.map(entry => toItem(entry, at))
    return scorePast(each, { items, facts }, { seed: FORECAST_SEED, runs: 10_000 })
  })
}

function toMilestones(entries: readonly Entry[]): readonly MilestoneFacts[] {
  const found = new Map<string, { readonly version: Entry['versions'][number]; readonly itemIds: string[] }>()
  for (const { id, versions } of entries) {
    for (const version of versions) {
      if (version.releaseDate === undefined) continue
      const known = found.get(version.id)
      if (known === undefined) found.set(version.id, { version, itemIds: [id] })
      else known.itemIds.push(id)
    }
  }
  return [...found.values()].map(({ version, itemIds }) => ({
    ...{ id: version.id, name: version.name, source: 'release', connectionId: null, baselineDay: null },
    ...{ toleranceDays: 0, importance: 'normal', actualDay: null, itemIds },
    dates: [{ day: version.releaseDate ?? null, at: '1970-01-01T00:00:00.000Z', byPersonId: null }],
  }))
}

/** An issue as it was at an instant; null: at the end of the archive. */
function toItem({ id, key, createdAt, resolvedAt }: Entry, at: string | null): ScopeItem {
  const isDone = resolvedAt !== null && (at === null || resolvedAt < at)
  return {
    ...{ id, key, title: key, kind: 'story', level: 0, parentId: null, typeExternalId: '' },
    ...{ connectionId: 'archive', projectId: '', state: isDone ? 'done' : 'todo' },
    ...{ estimate: null, estimateUnit: null, originalHours: null, remainingHours: null, spentHours: null },
    ...{ createdAt, startedAt: null, doneAt: isDone ? resolvedAt : null, inScopeSince: createdAt },
  }
}

const toUtc = (text: string): string => new Date(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')).toISOString()
