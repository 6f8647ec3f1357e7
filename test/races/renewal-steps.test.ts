import { env } from 'cloudflare:workers'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { durableObjectStore } from '../../src/edge-sessions/engines/durable-objects/durable-object-store.ts'
import {
  type KeyOptions,
  makeKey,
  memoryStore,
  type SessionStore,
} from '../../src/edge-sessions/index.ts'
import { bytesForKeys } from '../support/keys.ts'
import { everyOrder, Turns } from '../support/scheduler.ts'
import { emptyObject, faultyNamespace, storeAhead } from '../support/session-objects.ts'
import { NOON } from '../support/test-app.ts'

vi.setConfig({ testTimeout: 300_000 })

interface Keys {
  old: string
  new: string
  third: string
}

/** A store whose next keys can be chosen. */
class ChosenKeys {
  #left: string[] = []
  readonly #store: SessionStore

  constructor(makeStore: (options: KeyOptions) => SessionStore) {
    this.#store = makeStore({ randomBytes: () => bytesForKeys(this.#left.shift() ?? makeKey())(0) })
  }

  /** Returns the store, which generates these keys next. */
  use(...keys: readonly string[]): SessionStore {
    this.#left = [...keys]
    return this.#store
  }
}

type Operation = (store: ChosenKeys, keys: Keys) => Promise<unknown>

const expires = new Date(NOON.getTime() + 30_000)
const later = new Date(NOON.getTime() + 60_000)

async function read(store: ChosenKeys, key: string): Promise<string | null> {
  const record = await store.use().load(key, NOON)
  return record && `${record.data} until ${record.expires.getTime() - NOON.getTime()}`
}

const renew: Operation = (store, keys) =>
  store.use(keys.new).replace(keys.old, 'first', { data: 'renewed', expires }, { rotate: true })

/** The operations of a concurrent request, in sequence. */
const OTHERS: Record<string, Operation[]> = {
  'a read of the old key, then of the new one': [
    (store, keys) => read(store, keys.old),
    (store, keys) => read(store, keys.new),
  ],
  'a read of the new key, then of the old one': [
    (store, keys) => read(store, keys.new),
    (store, keys) => read(store, keys.old),
  ],
  'a save': [
    (store, keys) => store.use().replace(keys.old, 'first', { data: 'saved', expires: later }),
  ],
  'a save under the new key': [
    (store, keys) => store.use().replace(keys.new, 'renewed', { data: 'saved', expires: later }),
  ],
  'a touch': [(store, keys) => store.use().touch(keys.old, 'first', later)],
  'a touch of the new key': [(store, keys) => store.use().touch(keys.new, 'renewed', later)],
  'a logout, then a read of the new key': [
    (store, keys) => store.use().delete(keys.old),
    (store, keys) => read(store, keys.new),
  ],
  'a logout with the new key, then a read of the old one': [
    (store, keys) => store.use().delete(keys.new),
    (store, keys) => read(store, keys.old),
  ],
  'the same rotation': [renew],
  'a rotation to a third key': [
    (store, keys) =>
      store
        .use(keys.third)
        .replace(keys.old, 'first', { data: 'third', expires }, { rotate: true }),
    (store, keys) => read(store, keys.third),
  ],
  'a rotation of the new key': [
    (store, keys) =>
      store
        .use(keys.third)
        .replace(keys.new, 'renewed', { data: 'third', expires }, { rotate: true }),
  ],
  'a new session under the new key': [
    (store, keys) => store.use(keys.new, keys.third).create({ data: 'created', expires: later }),
  ],
  'a new session under the old key': [
    (store, keys) => store.use(keys.old, keys.third).create({ data: 'created', expires: later }),
    (store, keys) => read(store, keys.new),
  ],
}

let total = 0
afterAll(() => console.log(`races: ${total} orders of the steps of renewals`))

function makeKeys(): Keys {
  return { old: makeKey(), new: makeKey(), third: makeKey() }
}

/** Replaces a key by its name, because keys differ between runs. */
function nameOf(result: unknown, keys: Keys): unknown {
  return Object.entries(keys).find(([, key]) => key === result)?.[0] ?? result
}

async function finalState(store: ChosenKeys, keys: Keys): Promise<unknown[]> {
  return Promise.all([keys.old, keys.new, keys.third].map((key) => read(store, key)))
}

/** Returns the results and the final state if the operations run in this order. */
async function inOrder(requests: readonly Operation[][], order: readonly number[]) {
  const store = new ChosenKeys(memoryStore)
  const keys = makeKeys()
  await store.use(keys.old).create({ data: 'first', expires })
  const results: unknown[][] = requests.map(() => [])
  for (const request of order) {
    const operation = requests[request]?.[results[request]?.length ?? 0]
    results[request]?.push(nameOf(await operation?.(store, keys), keys))
  }
  return { results, state: await finalState(store, keys) }
}

/** Returns all serial orders of the operations. Each request keeps its own order. */
function orders(left: readonly number[]): number[][] {
  if (left.every((count) => count === 0)) return [[]]
  return left.flatMap((count, index) =>
    count === 0 ? [] : orders(left.with(index, count - 1)).map((order) => [index, ...order]),
  )
}

/** Runs the requests in every interleaving of their calls to objects. */
async function raceSteps(requests: readonly Operation[][]): Promise<void> {
  const allowed = await Promise.all(
    orders(requests.map((operations) => operations.length)).map((order) =>
      inOrder(requests, order),
    ),
  )
  const keys = makeKeys()
  total += await everyOrder(async (choose) => {
    await Promise.all(Object.values(keys).map(emptyObject))
    const plain = new ChosenKeys((options) => storeAhead(durableObjectStore(env.SESSIONS, options)))
    await plain.use(keys.old).create({ data: 'first', expires })
    const steps: number[] = []
    const turns = new Turns((waiting) => {
      const chosen = choose(waiting)
      steps.push(chosen)
      return chosen
    })
    const results: unknown[][] = requests.map(() => [])
    await turns.run(
      requests.map((operations, request) => async () => {
        const calls = {
          call: <Result>(work: () => Promise<Result>) => turns.take(request, work),
        }
        const store = new ChosenKeys((options) =>
          storeAhead(durableObjectStore(faultyNamespace(calls, {}), options)),
        )
        for (const operation of operations) {
          results[request]?.push(nameOf(await operation(store, keys), keys))
        }
      }),
    )
    const seen = { results, state: await finalState(plain, keys) }
    expect(allowed, `in the order ${steps}`).toContainEqual(seen)
  })
}

describe('a key rotation across two objects, in every order of steps (P3, P4, P5)', () => {
  it.each(Object.entries(OTHERS))('is serializable with %s', async (_, other) => {
    await raceSteps([[renew], other])
  })

  it('is serializable with a logout and a read of both keys', async () => {
    const logout: Operation = (store, keys) => store.use().delete(keys.old)
    const look = OTHERS['a read of the new key, then of the old one'] ?? []
    await raceSteps([[renew], [logout], look])
  })
})
