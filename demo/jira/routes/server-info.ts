import type { JiraApp, StandIn } from '../stand-in.ts'

/** Both are answered to anybody: they prove nothing about the credentials. */
export function addServerInfoRoutes(app: JiraApp, standIn: StandIn): void {
  const answer = (): object => {
    const { baseUrl, clock } = standIn.rendering()
    return {
      baseUrl,
      version: '1001.0.0-SNAPSHOT',
      versionNumbers: [1001, 0, 0],
      deploymentType: 'Cloud',
      buildNumber: 100_287,
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
  app.get('/rest/api/3/serverInfo', answer)

  app.get('/_edge/tenant_info', () => ({ cloudId: standIn.site.data.cloudId }))
}
