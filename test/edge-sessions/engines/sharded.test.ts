import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { durableObjectStore } from '../../../src/edge-sessions/engines/durable-objects/index.ts'
import { signedCookies } from '../../../src/edge-sessions/engines/signed-cookies/index.ts'
import {
  d1Store,
  ImproperlyConfigured,
  makeKey,
  memoryStore,
  type SessionStore,
  shardedStore,
} from '../../../src/edge-sessions/index.ts'
import { FaultyCalls, faultyStore } from '../../support/faults.ts'
import { ReplicatedDatabase } from '../../support/replicated-database.ts'
import { Browser, emptyTable, NOON, rows, testApp } from '../../support/test-app.ts'

const ENDS = new Date(NOON.getTime() + 30_000)
const ONE = { data: 'one', expires: ENDS }
const TWO = { data: 'two', expires: ENDS }
const EXPIRED = { data: 'expired', expires: new Date(NOON.getTime() - 1) }

beforeEach(emptyTable)

/** A memory store that records the name of every called method. */
function watchedStore(): { store: SessionStore; calls: string[] } {
  const calls: string[] = []
  const store = new Proxy(memoryStore(), {
    get(real, name) {
      const method = Reflect.get(real, name)
      if (typeof method !== 'function') return method
      return (...args: unknown[]) => {
        calls.push(String(name))
        return Reflect.apply(method, real, args)
      }
    },
  })
  return { store, calls }
}

function brokenStore(): SessionStore {
  const calls = new FaultyCalls({ message: 'down', at: 1, timing: 'before', pattern: 'always' })
  return faultyStore(memoryStore(), calls)
}

describe('the shard of a key', () => {
  it('is named by its first character, and no other shard is called (P1, P2)', async () => {
    const [a, b] = [watchedStore(), watchedStore()]
    const store = shardedStore({ a: a.store, b: b.store }, { create: ['b'] })
    const key = await store.create(ONE)
    expect(key).toMatch(/^b[a-z0-9]{31}$/)
    await store.load(key, NOON)
    await store.replace(key, 'one', TWO)
    await store.touch(key, 'two', ENDS)
    const rotated = (await store.replace(key, 'two', ONE, { rotate: true })) ?? ''
    expect(rotated).toMatch(/^b/)
    await store.delete(rotated)
    expect(b.calls).toEqual(['create', 'load', 'replace', 'touch', 'replace', 'delete'])
    expect(a.calls).toEqual([])
  })

  it('is missing for an unknown first character, and no store is called (P9)', async () => {
    const { store: inner, calls } = watchedStore()
    const store = shardedStore({ a: inner })
    const key = makeKey({ keyPrefix: 'z' })
    expect(await store.load(key, NOON)).toBeNull()
    expect(await store.replace(key, 'one', TWO)).toBeNull()
    expect(await store.touch(key, 'one', ENDS)).toBe(false)
    expect(await store.delete(key)).toBe(false)
    expect(calls).toEqual([])
  })

  it('stays the same through 120 rotations on D1 and Durable Objects (P5)', async () => {
    const store = shardedStore({ a: d1Store(env.DB), b: durableObjectStore(env.SESSIONS) })
    const expires = new Date(Date.now() + 60_000)
    for (const [name, rotations] of [
      ['a', 100],
      ['b', 20],
    ] as const) {
      let key = await store.create({ data: 'one', expires }, { keyPrefix: name })
      for (let count = 0; count < rotations; count++) {
        const record = { data: 'one', expires }
        const rotated = await store.replace(key, 'one', record, { rotate: true })
        expect(rotated).toMatch(name === 'a' ? /^a/ : /^b/)
        key = rotated ?? ''
      }
      expect(await store.load(key, new Date())).toMatchObject({ data: 'one' })
    }
    expect(await rows()).toHaveLength(1)
  })

  it('is chosen before the key is hashed', async () => {
    const shards = { a: d1Store(env.DB, { hashKeys: true }), b: memoryStore() }
    const store = shardedStore(shards, { create: ['a'] })
    const key = await store.create(ONE)
    expect(await store.load(key, NOON)).toEqual(ONE)
    expect((await rows())[0]?.session_key).toMatch(/^[0-9a-f]{40}$/)
  })
})

describe('create', () => {
  const NAMES = [...'0123456789abcdef']

  it('distributes a million sessions evenly over 16 shards (chi squared)', async () => {
    const counts = new Map<string, number>()
    const shards = NAMES.map((name): [string, SessionStore] => {
      const create = async () => {
        counts.set(name, (counts.get(name) ?? 0) + 1)
        return `${name}${'x'.repeat(31)}`
      }
      return [name, { ...memoryStore(), create }]
    })
    const store = shardedStore(Object.fromEntries(shards))
    for (let made = 0; made < 1_000_000; made++) await store.create(ONE)
    const expected = 1_000_000 / NAMES.length
    const chiSquared = [...counts.values()].reduce(
      (sum, count) => sum + (count - expected) ** 2 / expected,
      0,
    )
    expect(counts.size).toBe(NAMES.length)
    // 15 degrees of freedom: exceeded by chance less than once in a billion runs.
    expect(chiSquared).toBeLessThan(75)
  })

  it('keeps 160 random bits in the other 31 characters', async () => {
    const store = shardedStore({ a: memoryStore() })
    const counts = new Map<string, number>()
    for (let made = 0; made < 10_000; made++) {
      const key = await store.create(ONE)
      for (const character of key.slice(1)) counts.set(character, (counts.get(character) ?? 0) + 1)
    }
    const expected = 310_000 / 36
    const chiSquared = [...counts.values()].reduce(
      (sum, count) => sum + (count - expected) ** 2 / expected,
      0,
    )
    expect(31 * Math.log2(36)).toBeGreaterThan(160)
    expect(chiSquared).toBeLessThan(115)
  })

  it('creates no session in an omitted shard, which drains', async () => {
    const shards = { a: memoryStore(), b: memoryStore(), c: memoryStore() }
    const old = await shardedStore(shards).create(ONE, { keyPrefix: 'a' })
    const store = shardedStore(shards, { create: ['b', 'c'] })
    const keys = await Promise.all(Array.from({ length: 100 }, () => store.create(ONE)))
    expect(new Set(keys.map((key) => key.charAt(0)))).toEqual(new Set(['b', 'c']))
    expect(await store.load(old, NOON)).toEqual(ONE)
    await store.clearExpired(ENDS)
    expect((await shards.a.clearExpired(ENDS)).scanned).toBe(0)
  })

  it('accepts a function that picks the shard', async () => {
    const store = shardedStore({ a: memoryStore(), b: memoryStore() }, { create: () => 'b' })
    expect(await store.create(ONE)).toMatch(/^b/)
  })

  it('throws if the function names an unknown shard', async () => {
    const store = shardedStore<string>({ a: memoryStore() }, { create: () => 'z' })
    await expect(store.create(ONE)).rejects.toThrow('Expected `create` to name a shard, got `z`')
  })

  it('throws if a store creates keys of another shard', async () => {
    const custom: SessionStore = {
      ...memoryStore(),
      create: async () => makeKey({ keyPrefix: 'z' }),
    }
    const message = 'made a key that does not begin with `a`'
    await expect(shardedStore({ a: custom }).create(ONE)).rejects.toThrow(message)
  })
})

describe('the `unsharded` option', () => {
  it('serves sessions from the old database regardless of their first character', async () => {
    const old = memoryStore()
    const store = shardedStore({ a: old, b: memoryStore() }, { unsharded: 'a' })
    for (const keyPrefix of ['a', 'b', 'z']) {
      const load = (key: string) => store.load(key, NOON)
      const key = await old.create(ONE, { keyPrefix })
      expect(await load(key)).toEqual(ONE)
      expect(await store.touch(key, 'one', ENDS)).toBe(true)
      expect(await store.replace(key, 'one', TWO)).toBe(key)
      const rotated = (await store.replace(key, 'two', ONE, { rotate: true })) ?? ''
      expect(rotated).toMatch(/^a/)
      expect(await load(key)).toBeNull()
      expect(await load(rotated)).toEqual(ONE)
      const other = await old.create(ONE, { keyPrefix })
      expect(await store.delete(other)).toBe(true)
      expect(await old.load(other, NOON)).toBeNull()
    }
  })

  it('deletes a session even if another shard also reports a deletion (P4)', async () => {
    const old = memoryStore()
    const unsure: SessionStore = { ...memoryStore(), delete: async () => true }
    const store = shardedStore({ a: old, b: unsure }, { unsharded: 'a' })
    const key = await old.create(ONE, { keyPrefix: 'b' })
    expect(await store.delete(key)).toBe(true)
    expect(await store.load(key, NOON)).toBeNull()
  })

  it('causes no call to the old database for sessions in their own shard', async () => {
    const [old, b] = [watchedStore(), watchedStore()]
    const store = shardedStore({ a: old.store, b: b.store }, { unsharded: 'a', create: ['b'] })
    const key = await store.create(ONE)
    await store.load(key, NOON)
    await store.replace(key, 'one', TWO)
    expect(old.calls).toEqual([])
  })
})

describe('clearExpired', () => {
  it('clears all shards and adds up their results', async () => {
    const shards = { a: d1Store(env.DB), b: memoryStore(), c: memoryStore() }
    const store = shardedStore(shards)
    for (const keyPrefix of ['a', 'a', 'b', 'c']) await store.create(EXPIRED, { keyPrefix })
    const live = await store.create(ONE, { keyPrefix: 'a' })
    const cleared = await store.clearExpired(NOON)
    expect(cleared).toMatchObject({ deleted: 4, complete: true })
    expect(await store.load(live, NOON)).toEqual(ONE)
  })

  it('divides the statements and passes unused ones to the next shard', async () => {
    const given: (number | undefined)[] = []
    const shardWith = (statements: number): SessionStore => ({
      ...memoryStore(),
      async clearExpired(_, { maxStatements } = {}) {
        given.push(maxStatements)
        return { deleted: 1, scanned: 2, statements, complete: false }
      },
    })
    const store = shardedStore({ a: shardWith(4), b: shardWith(4), c: shardWith(4) })
    const cleared = await store.clearExpired(NOON, { maxStatements: 30 })
    expect(given).toEqual([10, 13, 22])
    expect(cleared).toEqual({ deleted: 3, scanned: 6, statements: 12, complete: false })
  })

  it('stays within `maxStatements` and reaches every shard over several runs (P8)', async () => {
    const reached = new Set<string>()
    const shards = [...'abcdefgh'].map((name): [string, SessionStore] => {
      const clearExpired: SessionStore['clearExpired'] = async () => {
        reached.add(name)
        return { deleted: 0, scanned: 0, statements: 1, complete: true }
      }
      return [name, { ...memoryStore(), clearExpired }]
    })
    const store = shardedStore(Object.fromEntries(shards))
    for (let run = 0; run < 200; run++) {
      const cleared = await store.clearExpired(NOON, { maxStatements: 3 })
      expect(cleared).toMatchObject({ statements: 3, complete: false })
    }
    expect(reached.size).toBe(8)
  })

  it('passes each shard its key prefix, and none to the shard with unsharded sessions', async () => {
    const given: Record<string, string | undefined> = {}
    const shardOf = (name: string): SessionStore => ({
      ...memoryStore(),
      async clearExpired(_, { keyPrefix } = {}) {
        given[name] = keyPrefix
        return { deleted: 0, scanned: 0, statements: 1, complete: true }
      },
    })
    const store = shardedStore({ a: shardOf('a'), b: shardOf('b') }, { unsharded: 'a' })
    await store.clearExpired(NOON)
    expect(given).toEqual({ a: '', b: 'b' })
  })
})

describe('a shard that is down', () => {
  async function appWithBrokenShard() {
    const shards = { a: memoryStore(), b: memoryStore() }
    const options = { create: ['a'], now: () => NOON } as const
    const store = shardedStore({ ...shards, b: brokenStore() }, { create: options.create })
    const app = testApp({ store, now: options.now })
    app.onError((_, c) => c.text('failed', 500))
    app.get('/visit', async (c) =>
      c.text(String(await c.var.session.update('visits', (n = 0) => n + 1))),
    )
    app.get('/login', (c) => {
      c.var.session.cycleKey()
      return c.text('')
    })
    app.get('/logout', async (c) => {
      await c.var.session.flush()
      return c.text('')
    })
    return { app, store, shards }
  }

  it('does not affect the visitors of other shards (P5)', async () => {
    const { app } = await appWithBrokenShard()
    const browser = new Browser(app, { now: () => NOON })
    for (const path of ['/visit', '/login', '/visit', '/logout', '/visit']) {
      expect((await browser.get(path)).status).toBe(200)
    }
    expect(browser.key).toMatch(/^a/)
  })

  it('fails for its own visitors and does not log them out (P5)', async () => {
    const { app } = await appWithBrokenShard()
    for (const path of ['/visit', '/login', '/logout']) {
      const browser = new Browser(app, { now: () => NOON })
      browser.sessionKey = makeKey({ keyPrefix: 'b' })
      const response = await browser.get(path)
      expect(response.status).toBe(500)
      expect(response.headers.getSetCookie()).toEqual([])
    }
  })

  it('makes `clearExpired` throw, but the other shards are cleared', async () => {
    const { store, shards } = await appWithBrokenShard()
    await shards.a.create(EXPIRED)
    await expect(store.clearExpired(NOON)).rejects.toThrow('down')
    expect((await shards.a.clearExpired(NOON)).scanned).toBe(0)
  })
})

describe('a shard with replicas', () => {
  it('has its own bookmark cookie and reads from its replica', async () => {
    const database = await ReplicatedDatabase.make()
    const shards = { a: d1Store(database.db, { replicas: true }), b: memoryStore() }
    const app = testApp({ store: shardedStore(shards, { create: ['a'] }), now: () => NOON })
    app.get('/visit', async (c) =>
      c.text(String(await c.var.session.update('visits', (n = 0) => n + 1))),
    )
    app.get('/read', async (c) => c.text(String(await c.var.session.get('visits'))))
    const browser = new Browser(app, { now: () => NOON })
    await browser.get('/visit')
    expect([...browser.cookies.keys()]).toEqual(['sessionid', 'sessionid_bookmark_a'])
    await database.catchUp()
    database.places()
    expect(await (await browser.get('/read')).text()).toBe('1')
    expect(database.places()).toEqual(['replica'])
  })

  it('reads its bookmark only when it is used', async () => {
    const database = await ReplicatedDatabase.make()
    const shards = { a: d1Store(database.db, { replicas: true }), b: memoryStore() }
    const read: string[] = []
    const browser = shardedStore(shards).forBrowser?.((suffix) => {
      read.push(suffix)
      return undefined
    })
    await browser?.create(ONE, { keyPrefix: 'b' })
    expect(browser?.companionCookies()).toEqual([])
    await browser?.load(makeKey({ keyPrefix: 'a' }), NOON, { allowStale: true })
    expect(read).toEqual(['bookmark_a'])
  })
})

describe('listsUsers', () => {
  it('is true only if all shards list users', () => {
    const lists = { ...memoryStore(), listsUsers: true }
    expect(shardedStore({ a: lists, b: lists }).listsUsers).toBe(true)
    expect(shardedStore({ a: lists, b: memoryStore() }).listsUsers).toBe(false)
  })
})

describe('shardedStore', () => {
  const shards: Record<string, SessionStore> = { a: memoryStore() }

  it.each([
    ['an empty set of shards', () => shardedStore({}), 'at least one shard'],
    ['a name of two characters', () => shardedStore({ eu: memoryStore() }), 'got `eu`'],
    ['an uppercase name', () => shardedStore({ A: memoryStore() }), 'got `A`'],
    ['signed cookies', () => shardedStore({ a: signedCookies() }), 'a store of session records'],
    ['an empty `create` list', () => shardedStore(shards, { create: [] }), 'Expected `create`'],
    [
      'an unknown shard in `create`',
      () => shardedStore(shards, { create: ['z'] }),
      'Expected `create`',
    ],
    ['an unknown shard in `unsharded`', () => shardedStore(shards, { unsharded: 'z' }), 'got `z`'],
    [
      'a misspelled option',
      () => shardedStore(shards, { unshard: 'a' } as object),
      'did you mean `unsharded`?',
    ],
  ])('rejects %s', (_, make, message) => {
    expect(make).toThrow(ImproperlyConfigured)
    expect(make).toThrow(message)
  })
})
