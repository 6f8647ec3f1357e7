import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { userSessions } from '../../../src/edge-sessions/auth/index.ts'
import {
  d1Store,
  ImproperlyConfigured,
  sessionCodec,
  shardedStore,
} from '../../../src/edge-sessions/index.ts'
import { FaultyCalls, faultyDatabase } from '../../support/faults.ts'
import { SECRET_KEY } from '../../support/test-app.ts'
import { resetUsers } from './auth-site.ts'

const OPTIONS = { secretKey: SECRET_KEY }
const codec = sessionCodec(OPTIONS)

/** Two databases with the same schema. REPLICA stands in for the second. */
const DATABASES = { a: env.DB, b: env.REPLICA }
const store = shardedStore({ a: d1Store(env.DB), b: d1Store(env.REPLICA) })
const ofAll = userSessions(DATABASES, OPTIONS)

beforeEach(async () => {
  await resetUsers()
  const statements = env.TEST_MIGRATIONS.flatMap(({ queries }) => queries)
  await env.REPLICA.batch(
    ['DROP TABLE IF EXISTS django_session', ...statements].map((sql) => env.REPLICA.prepare(sql)),
  )
})

/** Creates a session of a user in a shard. Returns its key. */
async function createdIn(keyPrefix: 'a' | 'b', userId: string, seconds = 60): Promise<string> {
  const expires = new Date(Date.now() + seconds * 1000)
  const data = await codec.encode(new Map([['_auth_user_id', userId]]), new Date())
  return store.create({ data, expires }, { keyPrefix, userId })
}

async function isAlive(key: string): Promise<boolean> {
  return (await store.load(key, new Date())) !== null
}

describe('userSessions over several databases', () => {
  it('lists the sessions of all shards, the current one first, then by latest expiry', async () => {
    const keys = [
      await createdIn('b', '1', 10),
      await createdIn('a', '1', 20),
      await createdIn('b', '1', 30),
    ]
    await createdIn('b', '2')
    const { sessions, isComplete } = await ofAll.listSessions('1', keys[1])
    expect(sessions.map(({ isCurrent }) => isCurrent)).toEqual([true, false, false])
    const [, second, third] = sessions.map(({ expires }) => expires.getTime())
    expect(second).toBeGreaterThan(Number(third))
    expect(isComplete).toBe(true)
    expect(await ofAll.countSessions('1')).toBe(3)
  })

  it('lists at most 100 sessions and reports the list as incomplete', async () => {
    for (let count = 0; count < 51; count++) {
      await Promise.all([createdIn('a', '1'), createdIn('b', '1')])
    }
    const { sessions, isComplete } = await ofAll.listSessions('1')
    expect(sessions).toHaveLength(100)
    expect(isComplete).toBe(false)
  })

  it.each(['a', 'b'] as const)('ends one session of shard %s and no other', async (shard) => {
    const [key, other] = [await createdIn(shard, '1', 90), await createdIn('b', '1', 10)]
    const [session] = (await ofAll.listSessions('1')).sessions
    expect(await ofAll.endSession('2', session?.publicId ?? '')).toBe(false)
    expect(await ofAll.endSession('1', session?.publicId ?? '')).toBe(true)
    expect(await ofAll.endSession('1', session?.publicId ?? '')).toBe(false)
    expect([await isAlive(key), await isAlive(other)]).toEqual([false, true])
  })

  it('ends sessions in all shards, with or without the current one', async () => {
    const [here, near, far] = [
      await createdIn('a', '1'),
      await createdIn('a', '1'),
      await createdIn('b', '1'),
    ]
    expect(await ofAll.endOtherSessions('1', here)).toBe(2)
    expect(await Promise.all([here, near, far].map(isAlive))).toEqual([true, false, false])
    await createdIn('b', '1')
    expect(await ofAll.endAllSessions('1')).toBe(2)
  })

  it('attaches a session from any shard', async () => {
    const data = await codec.encode(new Map([['_auth_user_id', '1']]), new Date())
    const expires = new Date(Date.now() + 60_000)
    const key = await store.create({ data, expires }, { keyPrefix: 'b' })
    await ofAll.attach(key, '1')
    expect((await ofAll.listSessions('1', key)).sessions).toMatchObject([{ isCurrent: true }])
  })

  it('ends the sessions in the other databases and throws if one database is down', async () => {
    const key = await createdIn('b', '1')
    const calls = new FaultyCalls({ message: 'down', at: 1, timing: 'before', pattern: 'always' })
    const broken = { a: faultyDatabase(env.DB, calls), b: env.REPLICA }
    await expect(userSessions(broken, OPTIONS).endAllSessions('1')).rejects.toThrow('down')
    expect(await isAlive(key)).toBe(false)
  })

  it('rejects a missing database and an empty set of databases', () => {
    const missing: Record<string, D1Database> = { a: env.DB, b: Object(undefined) }
    expect(() => userSessions(missing, OPTIONS)).toThrow(ImproperlyConfigured)
    expect(() => userSessions({}, OPTIONS)).toThrow('`userSessions` needs a D1 binding')
  })
})
