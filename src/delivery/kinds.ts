import type { ChannelKind } from './channel.ts'
import { http } from './http.ts'
import { mail } from './mail.ts'
import { slack } from './slack.ts'
import { teams } from './teams.ts'

/** Every medium that a channel can be of. */
export const channelKinds: readonly ChannelKind[] = [slack, teams, mail, http]
