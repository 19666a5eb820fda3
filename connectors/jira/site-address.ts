import type { Settings } from './settings.ts'

const GATEWAY = /^https:\/\/api\.atlassian\.com\/ex\/jira\/([\w-]+)\/?$/i

/** The site's id, where the base URL is Atlassian's gateway for scoped tokens. */
export const readGatewayId = ({ baseUrl }: Settings): string | null => GATEWAY.exec(baseUrl)?.[1] ?? null
