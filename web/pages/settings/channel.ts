import type { Item } from '../../api/operation.ts'

export type Channel = Item<'GET /channels'>
export type ChannelKind = Item<'GET /channel-kinds'>
