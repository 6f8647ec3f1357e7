import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  type BrowserStore,
  type D1StoreOptions,
  d1Store,
  ImproperlyConfigured,
  makeKey,
} from '../../../../src/edge-sessions/index.ts'
import { bookmarkOf } from '../../../support/browser-requests.ts'
import { ReplicatedDatabase } from '../../../support/replicated-database.ts'
import { NOON } from '../../../support/test-app.ts'

const ENDS = new Date(NOON.getTime() + 30_000)
const ONE = { data: 'one', expires: ENDS }
const STALE = { allowStale: true }
const STALE_ONE = { ...ONE, isStale: true }
const TWO = { data: 'two', expires: ENDS }

let database: ReplicatedDatabase
let key: string

beforeEach(async () => {
  database = await ReplicatedDatabase.make()
  key = makeKey()
})

/** The store as seen by one request of a browser that sends this bookmark. */
function storeFor(bookmark?: string, options: D1StoreOptions = {}): BrowserStore {
  const store = d1Store(database.db, { replicas: true, sleep: async () => {}, ...options })
  const browser = store.forBrowser?.((suffix) => (suffix === 'bookmark' ? bookmark : undefined))
  if (browser === undefined) throw new Error('Expected a store for browsers')
  return browser
}

/** Creates a session and returns the bookmark of the browser that created it. */
async function created(record = ONE): Promise<string> {
  const store = storeFor()
  key = await store.create(record)
  database.places()
  return bookmarkOf(store) ?? ''
}

/** Deletes the session from another browser. */
async function deletedElsewhere(): Promise<void> {
  await storeFor().delete(key)
  database.places()
}

describe('query routing', () => {
  it('sends a first read to a replica that has caught up with the bookmark', async () => {
    const bookmark = await created()
    await database.catchUp()
    expect(await storeFor(bookmark).load(key, NOON, STALE)).toEqual(STALE_ONE)
    expect(database.queries.map(({ constraint }) => constraint)).toEqual([bookmark])
    expect(database.places()).toEqual(['replica'])
  })

  it('sends a first read to the primary if the replica lags behind the bookmark', async () => {
    const bookmark = await created()
    expect(await storeFor(bookmark).load(key, NOON, STALE)).toEqual(STALE_ONE)
    expect(database.places()).toEqual(['primary'])
  })

  it('sends a read without a bookmark to the primary', async () => {
    await created()
    await database.catchUp()
    expect(await storeFor().load(key, NOON, STALE)).toEqual(ONE)
    expect(database.places()).toEqual(['primary'])
  })

  it('sends a read without `allowStale` to the primary despite a bookmark', async () => {
    const bookmark = await created()
    await database.catchUp()
    await deletedElsewhere()
    expect(await storeFor(bookmark).load(key, NOON)).toBeNull()
    expect(database.places()).toEqual(['primary'])
  })

  it('sends every call without a browser to the primary', async () => {
    const store = d1Store(database.db, { replicas: true })
    key = await store.create(ONE)
    await database.catchUp()
    await store.load(key, NOON, STALE)
    await store.replace(key, 'one', TWO)
    await store.touch(key, 'two', ENDS)
    await store.clearExpired(NOON)
    await store.delete(key)
    expect(new Set(database.places())).toEqual(new Set(['primary']))
  })

  it('sends every write to the primary', async () => {
    const bookmark = await created()
    await database.catchUp()
    const store = storeFor(bookmark)
    expect(await store.replace(key, 'one', TWO)).toBe(key)
    expect(await store.touch(key, 'two', ENDS)).toBe(true)
    expect(await store.create(ONE)).not.toBe(key)
    await store.delete(key)
    expect(database.places()).toEqual(['primary', 'primary', 'primary', 'primary'])
  })
})

describe('the bookmark', () => {
  it('is set by every write and not by a read', async () => {
    const bookmark = await created()
    await database.catchUp()
    const store = storeFor(bookmark)
    await store.load(key, NOON, STALE)
    expect(store.companionCookies()).toEqual([])
    await store.replace(key, 'one', TWO)
    const first = bookmarkOf(store) ?? ''
    expect(first > bookmark).toBe(true)
    await store.delete(key)
    expect((bookmarkOf(store) ?? '') > first).toBe(true)
    expect(bookmarkOf(store)).toBe(database.bookmark)
  })

  it('is not set by a read without a bookmark', async () => {
    await created()
    const store = storeFor()
    await store.load(key, NOON, STALE)
    expect(store.companionCookies()).toEqual([])
  })

  it('is set by a failed write, so that the next read sees the deletion', async () => {
    const bookmark = await created()
    await database.catchUp()
    await deletedElsewhere()
    const store = storeFor(bookmark)
    expect(await store.load(key, NOON, STALE)).toEqual(STALE_ONE)
    expect(await store.replace(key, 'one', TWO)).toBeNull()
    expect(await storeFor(bookmarkOf(store) ?? '').load(key, NOON, STALE)).toBeNull()
  })

  it('is created and accepted by the local D1', async () => {
    const store = d1Store(env.DB, { replicas: true })
    const writer = store.forBrowser?.(() => undefined)
    key = (await writer?.create(ONE)) ?? ''
    const bookmark = writer && bookmarkOf(writer)
    expect(bookmark).toMatch(/^0{8}-[0-9a-f]{8}-0{8}-0{32}$/)
    expect(await store.forBrowser?.(() => bookmark).load(key, NOON, STALE)).toEqual(STALE_ONE)
  })

  it('is not sent to the browser if its format is unknown', async () => {
    const db = new Proxy(env.DB, {
      get: (real, name) =>
        name === 'withSession'
          ? () => ({ prepare: (sql: string) => real.prepare(sql), getBookmark: () => 'v2; new' })
          : Reflect.get(real, name),
    })
    const store = d1Store(db, { replicas: true }).forBrowser?.(() => undefined)
    key = (await store?.create(ONE)) ?? ''
    expect(store?.companionCookies()).toEqual([])
  })
})

describe('a miss on a replica', () => {
  it('falls back to the primary, which finds a row created elsewhere', async () => {
    const { bookmark } = database
    await database.catchUp()
    await database.elsewhere(
      'INSERT INTO django_session (session_key, session_data, expire_date) VALUES (?, ?, ?)',
      key,
      'of Django',
      '2026-03-01 12:00:30',
    )
    database.places()
    const found = await storeFor(bookmark).load(key, NOON, STALE)
    expect(found).toEqual({ data: 'of Django', expires: ENDS })
    expect(database.places()).toEqual(['replica', 'primary'])
  })

  it('falls back to the primary, which finds a postponed expiry', async () => {
    const bookmark = await created()
    await database.catchUp()
    const later = new Date(NOON.getTime() + 60_000)
    await storeFor().touch(key, 'one', later)
    database.places()
    expect(await storeFor(bookmark).load(key, ENDS, STALE)).toEqual({ data: 'one', expires: later })
    expect(database.places()).toEqual(['replica', 'primary'])
  })

  it('returns null once the primary confirms that the session is gone or expired (P8)', async () => {
    const bookmark = await created()
    await database.catchUp()
    expect(await storeFor(bookmark).load(key, ENDS, STALE)).toBeNull()
    expect(await storeFor(bookmark).load(makeKey(), NOON, STALE)).toBeNull()
    expect(database.places()).toEqual(['replica', 'primary', 'replica', 'primary'])
  })

  it('sets a new bookmark, with which the replica serves the next read', async () => {
    const { bookmark } = database
    await database.catchUp()
    await created()
    const store = storeFor(bookmark)
    await store.load(key, NOON, STALE)
    expect(bookmarkOf(store)).toBe(database.bookmark)
    await database.catchUp()
    database.places()
    await storeFor(bookmarkOf(store) ?? '').load(key, NOON, STALE)
    expect(database.places()).toEqual(['replica'])
  })
})

describe('a session that was deleted elsewhere', () => {
  it('is readable with an older bookmark until the replica has caught up', async () => {
    const bookmark = await created()
    await database.catchUp()
    await deletedElsewhere()
    expect(await storeFor(bookmark).load(key, NOON, STALE)).toEqual(STALE_ONE)
    await database.catchUp()
    expect(await storeFor(bookmark).load(key, NOON, STALE)).toBeNull()
  })

  it('is readable with a forged bookmark while the replica lags', async () => {
    await created()
    await database.catchUp()
    await deletedElsewhere()
    const madeUp = '00000000-00000000-00000000-00000000000000000000000000000000'
    expect(await storeFor(madeUp).load(key, NOON, STALE)).toEqual(STALE_ONE)
  })

  it('is not readable without a bookmark', async () => {
    await created()
    await database.catchUp()
    await deletedElsewhere()
    expect(await storeFor().load(key, NOON, STALE)).toBeNull()
  })

  it('is never writable, even while it is readable (P4)', async () => {
    const bookmark = await created()
    await database.catchUp()
    await deletedElsewhere()
    const store = storeFor(bookmark)
    expect(await store.load(key, NOON, STALE)).toEqual(STALE_ONE)
    expect(await store.replace(key, 'one', TWO)).toBeNull()
    expect(await store.replace(key, 'one', TWO, { rotate: true })).toBeNull()
    expect(await store.touch(key, 'one', ENDS)).toBe(false)
    expect(await store.load(key, NOON)).toBeNull()
  })
})

describe('a forged bookmark', () => {
  const REAL = '00000001-00000001-000050ac-00000000000000000000000000000001'

  it.each([
    ['an empty string', ''],
    ['a constraint name', 'first-unconstrained'],
    ['the other constraint name', 'first-primary'],
    ['a constraint name with spaces', ' first-unconstrained '],
    ['too short', REAL.slice(1)],
    ['too long', `${REAL}0`],
    ['uppercase', REAL.toUpperCase()],
    ['with a non-hexadecimal digit', REAL.replace('1', 'g')],
    ['with a line break', `${REAL}\n`],
    ['followed by a header', `${REAL}\r\nX-Evil: 1`],
    ['a list', `${REAL},${REAL}`],
    ['very long', REAL.repeat(10_000)],
    ['an SQL statement', "'; DROP TABLE django_session; --"],
  ])('never reaches D1, and the primary answers: %s', async (_, bookmark) => {
    await created()
    await database.catchUp()
    await deletedElsewhere()
    const store = storeFor(bookmark)
    expect(await store.load(key, NOON, STALE)).toBeNull()
    expect(database.queries.map(({ constraint }) => constraint)).toEqual([null])
    expect(store.companionCookies()).toEqual([])
  })

  it.each([
    ['from the future', 'ffffffff-ffffffff-ffffffff-ffffffffffffffffffffffffffffffff'],
    ['from another database', '00000002-00000007-00004ea2-0123456789abcdef0123456789abcdef'],
  ])('is replaced, and the read succeeds, if D1 rejects it: %s', async (_, bookmark) => {
    await created()
    database.before = ({ constraint }) => {
      if (constraint === bookmark) throw new Error('D1_ERROR: Invalid bookmark')
    }
    const store = storeFor(bookmark)
    expect(await store.load(key, NOON, STALE)).toEqual(ONE)
    expect(database.queries.map(({ constraint }) => constraint)).toEqual([
      bookmark,
      'first-primary',
    ])
    expect(bookmarkOf(store)).toBe(database.bookmark)
  })

  it('is replaced by the next write if D1 accepts it', async () => {
    await created()
    const store = storeFor('ffffffff-ffffffff-ffffffff-ffffffffffffffffffffffffffffffff')
    expect(await store.load(key, NOON, STALE)).toEqual(STALE_ONE)
    expect(store.companionCookies()).toEqual([])
    expect(await store.replace(key, 'one', TWO)).toBe(key)
    expect(bookmarkOf(store)).toBe(database.bookmark)
  })

  it('does not prevent a logout if D1 rejects it', async () => {
    await created()
    const bookmark = 'ffffffff-ffffffff-ffffffff-ffffffffffffffffffffffffffffffff'
    database.before = ({ constraint }) => {
      if (constraint === bookmark) throw new Error('D1_ERROR: Invalid bookmark')
    }
    await storeFor(bookmark).delete(key)
    expect(await storeFor().load(key, NOON)).toBeNull()
  })
})

describe('failover', () => {
  it.each([
    ['a permanent error', 'D1_ERROR: no such table: django_session: SQLITE_ERROR', 1],
    ['a transient error', 'D1_ERROR: Network connection lost.', 3],
    ['an overload error', 'D1_ERROR: D1 DB is overloaded. Too many requests', 1],
  ])('reads from the primary after %s of the replica', async (_, message, tries) => {
    const bookmark = await created()
    await database.catchUp()
    database.before = ({ place }) => {
      if (place === 'replica') throw new Error(message)
    }
    expect(await storeFor(bookmark).load(key, NOON, STALE)).toEqual(ONE)
    expect(database.places()).toEqual([...Array(tries).fill('replica'), 'primary'])
  })

  it('retries the replica after a single transient error', async () => {
    const bookmark = await created()
    await database.catchUp()
    let failures = 0
    database.before = () => {
      failures += 1
      if (failures === 1) throw new Error('D1_ERROR: Network connection lost.')
    }
    expect(await storeFor(bookmark).load(key, NOON, STALE)).toEqual(STALE_ONE)
    expect(database.places()).toEqual(['replica', 'replica'])
  })

  it('throws if both the replica and the primary fail (P5)', async () => {
    const bookmark = await created()
    await database.catchUp()
    database.before = ({ place }) => {
      throw new Error(`D1_ERROR: the ${place} is down`)
    }
    await expect(storeFor(bookmark).load(key, NOON, STALE)).rejects.toThrow('the primary is down')
  })

  it('throws if the primary fails after a miss on the replica (P5)', async () => {
    const { bookmark } = database
    await database.catchUp()
    await created()
    database.before = ({ place }) => {
      if (place === 'primary') throw new Error('D1_ERROR: the primary is down')
    }
    await expect(storeFor(bookmark).load(key, NOON, STALE)).rejects.toThrow('the primary is down')
  })
})

describe('a write whose response was lost', () => {
  it.each(['replace', 'create'] as const)(
    'is checked at the primary, not at a lagging replica: %s',
    async (method) => {
      const bookmark = await created()
      await database.catchUp()
      const store = storeFor(bookmark)
      // From here on D1's session may read from replicas.
      await store.touch(key, 'one', ENDS)
      await database.catchUp()
      database.places()
      database.after = () => {
        database.after = () => {}
        throw new Error('D1_ERROR: Network connection lost.')
      }
      const done = method === 'create' ? store.create(TWO) : store.replace(key, 'one', TWO)
      expect(await done).toMatch(/^[a-z0-9]{32}$/)
      expect(database.places()).toEqual(['primary', 'primary', 'primary'])
    },
  )

  it('sets the bookmark after a retry', async () => {
    await created()
    database.after = () => {
      database.after = () => {}
      throw new Error('D1_ERROR: Network connection lost.')
    }
    const store = storeFor()
    await store.delete(key)
    expect(bookmarkOf(store)).toBe(database.bookmark)
  })
})

describe('a store with hashed keys', () => {
  it('reads from the replica and finds rows only under hashed keys', async () => {
    const options = { hashKeys: true }
    const writer = storeFor(undefined, options)
    key = await writer.create(ONE)
    await database.catchUp()
    database.places()
    const store = storeFor(bookmarkOf(writer) ?? '', options)
    expect(await store.load(key, NOON, STALE)).toEqual(STALE_ONE)
    expect(database.places()).toEqual(['replica'])
    expect(await store.replace(key, 'one', TWO)).toBe(key)
    expect(await d1Store(database.db, options).load(key, NOON)).toEqual(TWO)
    expect(await d1Store(database.db).load(key, NOON)).toBeNull()
  })
})

describe('the `replicas` option', () => {
  it('is off by default', () => {
    expect(d1Store(database.db).forBrowser).toBeUndefined()
    expect(d1Store(database.db, { replicas: false }).forBrowser).toBeUndefined()
  })

  it('rejects a D1 session in place of the binding', () => {
    const session = env.DB.withSession('first-primary')
    expect(() => d1Store(session, { replicas: true })).toThrow(ImproperlyConfigured)
    expect(() => d1Store(session, { replicas: false })).not.toThrow()
  })
})
