import { RejectedError } from '../errors.ts'

/**
 * Newest first: Azure DevOps Services and Server 2022.1, Server 2022, 2020, 2019.1, 2019. Every answer that is read here
 * has one shape in all of them, or a schema that takes both.
 * https://learn.microsoft.com/azure/devops/integrate/concepts/rest-api-versioning
 */
const API_VERSIONS: readonly string[] = ['7.1', '7.0', '6.0', '5.1', '5.0']

export interface ApiVersions {
  /** The newest that the tracker has not refused. */
  readonly current: () => string
  /** Goes on with the next older one; refused once by the tracker it is never asked for again. */
  readonly stepDown: (refused: string) => void
}

/** An own server says by its refusal how old it is, so that nobody has to enter its version. */
export function openApiVersions(): ApiVersions {
  let refusedCount = 0
  const current = (): string => {
    const version = API_VERSIONS[refusedCount]
    if (version !== undefined) return version
    throw new RejectedError(
      'unsupported',
      'This server is older than Azure DevOps Server 2019 (REST 5.0), which Milepost needs. Upgrade the server.',
    )
  }
  return {
    current,
    // Questions that are under way at the same time are refused together; they count once.
    stepDown: refused => {
      if (API_VERSIONS[refusedCount] === refused) refusedCount += 1
    },
  }
}

/** What a refusal of the asked version means; null for any other refusal. */
export function readVersionRefusal(typeKey: string | null): 'too_new' | 'preview_only' | null {
  if (typeKey === 'VssVersionOutOfRangeException') return 'too_new'
  return typeKey === 'VssInvalidPreviewVersionException' ? 'preview_only' : null
}
