import { Value } from 'typebox/value'
import type { ChannelKind, Channels, Outgoing } from './delivery/channel.ts'
import { NotTakenError } from './delivery/not-taken-error.ts'
import type { Sealer } from './store/access/sealed.ts'
import { openChannelSettings } from './store/alert/channels.ts'

const UNKNOWN = { pauseMs: 0, mostEntries: 1 }

export function openChannels(kinds: ReadonlyMap<string, ChannelKind>, sealer: Sealer, outgoing: Outgoing): Channels {
  return {
    async send(channel, notice) {
      const kind = kinds.get(channel.kind)
      const settings = openChannelSettings(sealer, channel)
      if (kind === undefined || !Value.Check(kind.signing?.stored ?? kind.settings, settings)) {
        throw new NotTakenError(`This version cannot use the settings of channel ${channel.name}; enter them again.`, {
          isFinal: true,
        })
      }
      return kind.open(settings, outgoing).send(notice)
    },
    limitsOf: kind => kinds.get(kind) ?? UNKNOWN,
  }
}
