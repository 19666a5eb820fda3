import { Redis } from 'ioredis'
import pg from 'pg'
import { expect } from 'vitest'

/** Tables in which one of these texts can be read, those of the queue included. */
export async function findInPostgres(url: string, texts: readonly string[]): Promise<readonly string[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    const { rows } = await client.query(
      `select table_schema as schema, table_name as name from information_schema.tables
       where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
    )
    const found: string[] = []
    for (const { schema, name } of rows) {
      const table = `${client.escapeIdentifier(schema)}.${client.escapeIdentifier(name)}`
      const { rows: hits } = await client.query(
        `select 1 from ${table} t where exists (select 1 from unnest($1::text[]) as part where position(part in t::text) > 0) limit 1`,
        [texts],
      )
      if (hits.length > 0) found.push(`${schema}.${name}`)
    }
    expect(rows.some(({ schema }) => schema === 'queue')).toBe(true)
    return found
  } finally {
    await client.end()
  }
}

/** Keys whose name or value holds one of these texts. */
export async function findInRedis(url: string, texts: readonly string[]): Promise<readonly string[]> {
  const redis = new Redis(url)
  try {
    const keys = await redis.keys('*')
    expect(keys.length).toBeGreaterThan(5)
    const hold = async (key: string): Promise<boolean> => {
      // Small values lie in a dump as they are, larger ones compressed: read each as what it is.
      const read = {
        string: () => redis.get(key),
        hash: () => redis.hgetall(key),
        list: () => redis.lrange(key, 0, -1),
        zset: () => redis.zrange(key, 0, -1),
        set: () => redis.smembers(key),
        stream: () => redis.xrange(key, '-', '+'),
      }[await redis.type(key)]
      const text = `${key} ${JSON.stringify(await read?.())}`
      return texts.some(each => text.includes(each))
    }
    const found: string[] = []
    for (const key of keys) if (await hold(key)) found.push(key)
    return found
  } finally {
    redis.disconnect()
  }
}
