import type { Item } from '../../api/request.ts'

export type Channel = Item<'GET /channels'>
export type ChannelKind = Item<'GET /channel-kinds'>
