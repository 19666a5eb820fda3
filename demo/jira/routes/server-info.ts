import type { JiraApp, StandIn } from '../stand-in.ts'

/** Answered to anybody: it proves nothing about the credentials. */
export function addServerInfoRoutes(app: JiraApp, standIn: StandIn): void {
  const answer = (): object => {
    const { baseUrl, clock } = standIn.rendering()
    return {
      baseUrl,
      ...(standIn.product === 'cloud' ? CLOUD : { ...DATA_CENTER, ...describeVersion(standIn.webhooks.majorVersion) }),
      buildDate: '2026-11-02T00:00:00.000+0000',
      serverTime: clock.write(standIn.site.clock()),
      serverTimeZone: clock.timeZone,
      scmInfo: 'demo',
      serverTitle: standIn.site.data.name,
      defaultLocale: { locale: 'en_US' },
    }
  }
  // Clients that do not know yet what they talk to ask by version 2, which every Jira speaks.
  app.get('/rest/api/2/serverInfo', answer)
  if (standIn.product === 'cloud') app.get('/rest/api/3/serverInfo', answer)

  const { cloudId, name } = standIn.site.data
  if (standIn.product === 'cloud') app.get('/_edge/tenant_info', () => ({ cloudId }))
  else {
    app.get('/rest/applinks/1.0/manifest', () => ({
      id: cloudId,
      name,
      typeId: 'jira',
      version: DATA_CENTER.version,
      buildNumber: DATA_CENTER.buildNumber,
      applinksVersion: '10.1.2',
      inboundAuthenticationTypes: [],
      outboundAuthenticationTypes: [],
      publicSignup: false,
      url: standIn.rendering().baseUrl,
    }))
  }
}

const describeVersion = (major: number) => (major === 10 ? {} : { version: '9.12.8', versionNumbers: [9, 12, 8] })

const CLOUD = {
  version: '1001.0.0-SNAPSHOT',
  versionNumbers: [1001, 0, 0],
  deploymentType: 'Cloud',
  buildNumber: 100_287,
}
const DATA_CENTER = {
  version: '10.3.24',
  versionNumbers: [10, 3, 24],
  // What Data Center calls itself.
  deploymentType: 'Server',
  buildNumber: 10_030_024,
}
