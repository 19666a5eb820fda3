/** A server in a company's own rooms, where it differs from Azure DevOps Services. */
export interface OwnServer {
  /** The newest REST version it speaks: 7.1 is Server 2022.1, 7.0 is 2022, 6.0 is 2020, 5.1 and 5.0 are 2019. */
  readonly latestVersion: '7.1' | '7.0' | '6.0' | '5.1' | '5.0'
}

/** What one running server shows of itself. */
export interface Edition {
  readonly isOwnServer: boolean
  readonly latestVersion: number
  /** Before the organisation's or collection's name in every path. */
  readonly virtualDirectory: string
  /** Versions of the service that are still a preview; an own server has released all that it speaks. */
  readonly previewVersion: number | null
}

export function chooseEdition(server: OwnServer | undefined): Edition {
  if (server === undefined) return { isOwnServer: false, latestVersion: 7.2, virtualDirectory: '', previewVersion: 7.2 }
  return {
    isOwnServer: true,
    latestVersion: Number(server.latestVersion),
    virtualDirectory: '/tfs',
    previewVersion: null,
  }
}
