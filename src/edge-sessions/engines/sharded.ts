import {
  assertKnownOptions,
  assertOption,
  ImproperlyConfigured,
  type OptionNames,
} from '../config/index.ts'
import {
  type BrowserStore,
  type ClearLimits,
  type ClearResult,
  isStore,
  type SessionStore,
} from '../sessions/index.ts'

/** The name of a shard is the first character of its keys. */
const NAME = /^[a-z0-9]$/

/** The statements that `clearExpired` divides among the shards by default. */
const MAX_STATEMENTS = 40

/** Options of `shardedStore`. */
export interface ShardedStoreOptions<Name extends string = string> {
  /**
   * The shards for new sessions, of which each gets an equal share, or a function that names the
   * shard of a new session. A shard that is left out drains.
   *
   * @default all shards
   */
  create?: readonly Name[] | (() => Name) | undefined
  /**
   * The shard with the sessions from before sharding, whose keys begin with any character. It is
   * asked when another shard does not have a session. Remove the option when `cookieAge` has
   * passed. That ends sessions that are still in use under an old key.
   *
   * @default none
   */
  unsharded?: Name | undefined
}

/** All options of `shardedStore`. */
const NAMES: OptionNames<ShardedStoreOptions> = { create: true, unsharded: true }

/** Returns the store of a shard: the shared one, or the view of one browser. */
type OpenShard = (name: string) => SessionStore

/**
 * Returns a store that distributes sessions over other stores, such as several D1 databases. The
 * first character of a session key names its shard, and a rotated key keeps it. So every operation
 * is one operation of one shard, and all promises of that store hold.
 *
 * @param shards The stores by name, which is one character of `a-z0-9`. Never rename one.
 * @throws ImproperlyConfigured if a name, a store or an option is invalid.
 * @example
 * ```ts
 * app.use(
 *   sessions((c) => ({
 *     store: shardedStore({ a: d1Store(c.env.DB_A), b: d1Store(c.env.DB_B) }),
 *     secretKey: c.env.SECRET_KEY,
 *   })),
 * )
 * ```
 */
export function shardedStore<Name extends string>(
  shards: Readonly<Record<Name, SessionStore>>,
  options: ShardedStoreOptions<NoInfer<Name>> = {},
): SessionStore {
  const stores = new Map<string, SessionStore>(Object.entries(shards))
  checkShards(stores)
  assertKnownOptions(options, NAMES, 'shardedStore')
  const { create = [...stores.keys()], unsharded } = options
  assertOption(unsharded === undefined || stores.has(unsharded), 'unsharded', 'a shard', unsharded)
  const choose = typeof create === 'function' ? create : chooserOf(create, stores)

  function shard(name: string): SessionStore {
    const store = stores.get(name)
    if (store !== undefined) return store
    throw new ImproperlyConfigured(`to name a shard, got \`${name}\``, 'create')
  }

  const store = storeOn(shard)
  const all = [...stores.values()]
  const listsUsers = all.every((one) => one.listsUsers === true)
  if (!all.some((one) => one.forBrowser)) return { ...store, listsUsers }
  return { ...store, listsUsers, forBrowser }

  function storeOn(open: OpenShard): SessionStore {
    /** Asks the shards that may have a key until one does. */
    async function ask<Result>(
      key: string,
      missing: Result,
      call: (store: SessionStore, name: string) => Promise<Result>,
    ): Promise<Result> {
      for (const name of shardsOf(key)) {
        const result = await call(open(name), name)
        if (result) return result
      }
      return missing
    }

    return {
      load: (key, now, loading) => ask(key, null, (one) => one.load(key, now, loading)),
      async create(record, creating) {
        const name = creating?.keyPrefix?.charAt(0) ?? choose()
        const key = await open(name).create(record, { keyPrefix: name, ...creating })
        return checkKey(key, name)
      },
      replace: (key, previous, record, replacing) =>
        ask(key, null, async (one, name) => {
          const keeping = { ...replacing, keyPrefix: name }
          const newKey = await one.replace(key, previous, record, keeping)
          return newKey === null || !replacing?.rotate ? newKey : checkKey(newKey, name)
        }),
      touch: (key, previous, expires) =>
        ask(key, false, (one) => one.touch(key, previous, expires)),
      async delete(key) {
        let isDeleted = false
        // Asks them all, because a store also returns `true` if it has lost the first response.
        for (const name of shardsOf(key)) isDeleted = (await open(name).delete(key)) || isDeleted
        return isDeleted
      },
      clearExpired: (now, limits) => clearAll(stores, unsharded, now, limits),
    }
  }

  function shardsOf(key: string): Iterable<string> {
    const name = key.charAt(0)
    const possible = new Set(stores.has(name) ? [name] : [])
    return unsharded === undefined ? possible : possible.add(unsharded)
  }

  function forBrowser(read: (suffix: string) => string | undefined): BrowserStore {
    const browsers = new Map<string, BrowserStore>()

    function open(name: string): SessionStore {
      const store = shard(name)
      const browser =
        browsers.get(name) ?? store.forBrowser?.((suffix) => read(`${suffix}_${name}`))
      if (browser !== undefined) browsers.set(name, browser)
      return browser ?? store
    }

    function companionCookies() {
      return [...browsers].flatMap(([name, browser]) =>
        browser
          .companionCookies()
          .map((cookie) => ({ ...cookie, suffix: `${cookie.suffix}_${name}` })),
      )
    }

    return { ...storeOn(open), listsUsers, companionCookies }
  }
}

function checkShards(stores: ReadonlyMap<string, SessionStore>): void {
  if (stores.size === 0) throw new ImproperlyConfigured('`shardedStore` needs at least one shard')
  for (const [name, store] of stores) {
    assertOption(NAME.test(name), 'shards', 'named by one character of a-z0-9 each', name)
    assertOption(isStore(store) && !store.selfContained, name, 'a store of session records', store)
  }
}

/** Returns a function that chooses a shard at random. Only the rest of the key must be secret. */
function chooserOf(
  names: readonly string[],
  stores: ReadonlyMap<string, SessionStore>,
): () => string {
  const isValid =
    Array.isArray(names) && names.length > 0 && names.every((name) => stores.has(name))
  assertOption(isValid, 'create', 'a function or an array of shards', names)
  return () => names[Math.floor(Math.random() * names.length)] ?? ''
}

/** Checks that a custom store knows prefixes. Without one, the key would lead to another shard. */
function checkKey(key: string, name: string): string {
  if (key.startsWith(name)) return key
  throw new ImproperlyConfigured(
    `The store of shard \`${name}\` made a key that does not begin with \`${name}\`. It must pass \`keyPrefix\` to \`createWithNewKey\` and \`makeKey\`.`,
  )
}

/**
 * Clears the shards one after the other. Statements that one does not use go to the next. Begins
 * with a random shard, so that none is always the last.
 *
 * @throws The first error, after the other shards have been cleared.
 */
async function clearAll(
  stores: ReadonlyMap<string, SessionStore>,
  unsharded: string | undefined,
  now: Date,
  limits: ClearLimits = {},
): Promise<ClearResult> {
  const total: ClearResult = { deleted: 0, scanned: 0, statements: 0, complete: true }
  const errors: unknown[] = []
  const shards = [...stores]
  const first = Math.floor(Math.random() * shards.length)
  const order = [...shards.slice(first), ...shards.slice(0, first)]
  let left = limits.maxStatements ?? MAX_STATEMENTS

  for (const [index, [name, store]] of order.entries()) {
    const maxStatements = Math.ceil(left / (order.length - index))
    if (maxStatements <= 0) {
      total.complete = false
      continue
    }
    const keyPrefix = name === unsharded ? '' : name
    try {
      const cleared = await store.clearExpired(now, { ...limits, maxStatements, keyPrefix })
      left -= cleared.statements
      total.deleted += cleared.deleted
      total.scanned += cleared.scanned
      total.statements += cleared.statements
      total.complete &&= cleared.complete
    } catch (error) {
      left -= maxStatements
      errors.push(error)
    }
  }
  if (errors.length > 0) throw errors[0]
  return total
}
