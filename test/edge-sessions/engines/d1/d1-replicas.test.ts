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

/** The store as one request of a browser sees it that sends this bookmark. */
function storeFor(bookmark?: string, options: D1StoreOptions = {}): BrowserStore {
  const store = d1Store(database.db, { replicas: true, sleep: async () => {}, ...options })
  const browser = store.forBrowser?.((suffix) => (suffix === 'bookmark' ? bookmark : undefined))
  if (browser === undefined) throw new Error('Expected a store for browsers')
  return browser
}

/** Makes a session; returns the bookmark of who made it. */
async function created(record = ONE): Promise<string> {
  const store = storeFor()
  key = await store.create(record)
  database.places()
  return bookmarkOf(store) ?? ''
}

/** Deletes a session as another browser does. */
async function deletedElsewhere(): Promise<void> {
  await storeFor().delete(key)
  database.places()
}

describe('who answers', () => {
  it('is the replica for a first read, once it is as fresh as the bookmark', async () => {
    const bookmark = await created()
    await database.catchUp()
    expect(await storeFor(bookmark).load(key, NOON, STALE)).toEqual(STALE_ONE)
    expect(database.queries.map(({ constraint }) => constraint)).toEqual([bookmark])
    expect(database.places()).toEqual(['replica'])
  })

  it('is who is as fresh as the bookmark, where the replica is not', async () => {
    const bookmark = await created()
    expect(await storeFor(bookmark).load(key, NOON, STALE)).toEqual(STALE_ONE)
    expect(database.places()).toEqual(['primary'])
  })

  it('is the primary for a read without a bookmark', async () => {
    await created()
    await database.catchUp()
    expect(await storeFor().load(key, NOON, STALE)).toEqual(ONE)
    expect(database.places()).toEqual(['primary'])
  })

  it('is the primary for a read that must not lag, whatever the bookmark', async () => {
    const bookmark = await created()
    await database.catchUp()
    await deletedElsewhere()
    expect(await storeFor(bookmark).load(key, NOON)).toBeNull()
    expect(database.places()).toEqual(['primary'])
  })

  it('is the primary for everything where there is no browser', async () => {
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

  it('is the primary for every write', async () => {
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
  it('is that of the last write, and is none where nothing was written', async () => {
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

  it('is none after a read without a bookmark: reads set no cookie', async () => {
    await created()
    const store = storeFor()
    await store.load(key, NOON, STALE)
    expect(store.companionCookies()).toEqual([])
  })

  it('is new after a write that came too late, so that its browser learns why', async () => {
    const bookmark = await created()
    await database.catchUp()
    await deletedElsewhere()
    const store = storeFor(bookmark)
    expect(await store.load(key, NOON, STALE)).toEqual(STALE_ONE)
    expect(await store.replace(key, 'one', TWO)).toBeNull()
    expect(await storeFor(bookmarkOf(store) ?? '').load(key, NOON, STALE)).toBeNull()
  })

  it('is what the local D1 makes and takes', async () => {
    const store = d1Store(env.DB, { replicas: true })
    const writer = store.forBrowser?.(() => undefined)
    key = (await writer?.create(ONE)) ?? ''
    const bookmark = writer && bookmarkOf(writer)
    expect(bookmark).toMatch(/^0{8}-[0-9a-f]{8}-0{8}-0{32}$/)
    expect(await store.forBrowser?.(() => bookmark).load(key, NOON, STALE)).toEqual(STALE_ONE)
  })

  it('is none where D1 should come to make others: nobody is refused for that', async () => {
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

describe('only a hit is believed of a replica', () => {
  it('asks the primary where it finds nothing: somebody else has made the row', async () => {
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

  it('asks the primary where the row has expired: its end may have been postponed', async () => {
    const bookmark = await created()
    await database.catchUp()
    const later = new Date(NOON.getTime() + 60_000)
    await storeFor().touch(key, 'one', later)
    database.places()
    expect(await storeFor(bookmark).load(key, ENDS, STALE)).toEqual({ data: 'one', expires: later })
    expect(database.places()).toEqual(['replica', 'primary'])
  })

  it('says that a session is gone, or has expired, when the primary says so (P8)', async () => {
    const bookmark = await created()
    await database.catchUp()
    expect(await storeFor(bookmark).load(key, ENDS, STALE)).toBeNull()
    expect(await storeFor(bookmark).load(makeKey(), NOON, STALE)).toBeNull()
    expect(database.places()).toEqual(['replica', 'primary', 'replica', 'primary'])
  })

  it('hands out a fresh bookmark where the one it got was of no use', async () => {
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

describe('the window: what ends elsewhere', () => {
  it('is shown to who carries an older bookmark until the replica has caught up', async () => {
    const bookmark = await created()
    await database.catchUp()
    await deletedElsewhere()
    expect(await storeFor(bookmark).load(key, NOON, STALE)).toEqual(STALE_ONE)
    await database.catchUp()
    expect(await storeFor(bookmark).load(key, NOON, STALE)).toBeNull()
  })

  it('is shown also to who has made a bookmark up', async () => {
    await created()
    await database.catchUp()
    await deletedElsewhere()
    const madeUp = '00000000-00000000-00000000-00000000000000000000000000000000'
    expect(await storeFor(madeUp).load(key, NOON, STALE)).toEqual(STALE_ONE)
  })

  it('is refused at once to who has none', async () => {
    await created()
    await database.catchUp()
    await deletedElsewhere()
    expect(await storeFor().load(key, NOON, STALE)).toBeNull()
  })

  it('cannot be written to by anybody, not for a moment (P4)', async () => {
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

describe('a bookmark that D1 did not make', () => {
  const REAL = '00000001-00000001-000050ac-00000000000000000000000000000001'

  it.each([
    ['empty', ''],
    ['the name of a constraint', 'first-unconstrained'],
    ['the name of the other constraint', 'first-primary'],
    ['that name among blanks', ' first-unconstrained '],
    ['too short', REAL.slice(1)],
    ['too long', `${REAL}0`],
    ['in capitals', REAL.toUpperCase()],
    ['with other digits', REAL.replace('1', 'g')],
    ['with a line break', `${REAL}\n`],
    ['followed by a header', `${REAL}\r\nX-Evil: 1`],
    ['in a list', `${REAL},${REAL}`],
    ['huge', REAL.repeat(10_000)],
    ['a statement', "'; DROP TABLE django_session; --"],
  ])('%s, never reaches D1: the primary is asked', async (_, bookmark) => {
    await created()
    await database.catchUp()
    await deletedElsewhere()
    const store = storeFor(bookmark)
    expect(await store.load(key, NOON, STALE)).toBeNull()
    expect(database.queries.map(({ constraint }) => constraint)).toEqual([null])
    expect(store.companionCookies()).toEqual([])
  })

  it.each([
    ['of the future', 'ffffffff-ffffffff-ffffffff-ffffffffffffffffffffffffffffffff'],
    ['of another database', '00000002-00000007-00004ea2-0123456789abcdef0123456789abcdef'],
  ])('%s, and refused by D1, is replaced, and nobody is shut out', async (_, bookmark) => {
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

  it('of the future, and taken by D1, is not handed back by a write as the newest', async () => {
    await created()
    const store = storeFor('ffffffff-ffffffff-ffffffff-ffffffffffffffffffffffffffffffff')
    expect(await store.load(key, NOON, STALE)).toEqual(STALE_ONE)
    expect(store.companionCookies()).toEqual([])
    expect(await store.replace(key, 'one', TWO)).toBe(key)
    expect(bookmarkOf(store)).toBe(database.bookmark)
  })

  it('does not stand in the way of a logout', async () => {
    await created()
    const bookmark = 'ffffffff-ffffffff-ffffffff-ffffffffffffffffffffffffffffffff'
    database.before = ({ constraint }) => {
      if (constraint === bookmark) throw new Error('D1_ERROR: Invalid bookmark')
    }
    await storeFor(bookmark).delete(key)
    expect(await storeFor().load(key, NOON)).toBeNull()
  })
})

describe('when a replica fails', () => {
  it.each([
    ['for good', 'D1_ERROR: no such table: django_session: SQLITE_ERROR', 1],
    ['as if it passed', 'D1_ERROR: Network connection lost.', 3],
    ['because there is too much to do', 'D1_ERROR: D1 DB is overloaded. Too many requests', 1],
  ])('%s, the primary answers', async (_, message, tries) => {
    const bookmark = await created()
    await database.catchUp()
    database.before = ({ place }) => {
      if (place === 'replica') throw new Error(message)
    }
    expect(await storeFor(bookmark).load(key, NOON, STALE)).toEqual(ONE)
    expect(database.places()).toEqual([...Array(tries).fill('replica'), 'primary'])
  })

  it('once, and passes, it is asked again', async () => {
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

  it('and the primary too, that is a fault and no logout (P5)', async () => {
    const bookmark = await created()
    await database.catchUp()
    database.before = ({ place }) => {
      throw new Error(`D1_ERROR: the ${place} is down`)
    }
    await expect(storeFor(bookmark).load(key, NOON, STALE)).rejects.toThrow('the primary is down')
  })

  it('and the primary too after a miss, that is a fault and no logout (P5)', async () => {
    const { bookmark } = database
    await database.catchUp()
    await created()
    database.before = ({ place }) => {
      if (place === 'primary') throw new Error('D1_ERROR: the primary is down')
    }
    await expect(storeFor(bookmark).load(key, NOON, STALE)).rejects.toThrow('the primary is down')
  })
})

describe('a write whose answer was lost', () => {
  it.each(['replace', 'create'] as const)(
    'is looked up where it was done, not at a replica that lags: %s',
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

  it('leaves a bookmark once it has been repeated', async () => {
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

describe('with hashed keys', () => {
  it('reads from replicas, and says what the column holds, all the same', async () => {
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

describe('the option', () => {
  it('is off by default', () => {
    expect(d1Store(database.db).forBrowser).toBeUndefined()
    expect(d1Store(database.db, { replicas: false }).forBrowser).toBeUndefined()
  })

  it('wants the binding, which alone can make sessions', () => {
    const session = env.DB.withSession('first-primary')
    expect(() => d1Store(session, { replicas: true })).toThrow(ImproperlyConfigured)
    expect(() => d1Store(session, { replicas: false })).not.toThrow()
  })
})
