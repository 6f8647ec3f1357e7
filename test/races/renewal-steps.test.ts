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

/** A store whose next new keys can be chosen. */
class ChosenKeys {
  #left: string[] = []
  readonly #store: SessionStore

  constructor(makeStore: (options: KeyOptions) => SessionStore) {
    this.#store = makeStore({ randomBytes: () => bytesForKeys(this.#left.shift() ?? makeKey())(0) })
  }

  /** Returns the store, which makes these keys next. */
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

/** What others do meanwhile, one operation after the other. */
const OTHERS: Record<string, Operation[]> = {
  'a look at the old key, then at the new one': [
    (store, keys) => read(store, keys.old),
    (store, keys) => read(store, keys.new),
  ],
  'a look at the new key, then at the old one': [
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
  'a logout, then a look at the new key': [
    (store, keys) => store.use().delete(keys.old),
    (store, keys) => read(store, keys.new),
  ],
  'a logout by the new key, then a look at the old one': [
    (store, keys) => store.use().delete(keys.new),
    (store, keys) => read(store, keys.old),
  ],
  'the same renewal': [renew],
  'a renewal to a third key': [
    (store, keys) =>
      store
        .use(keys.third)
        .replace(keys.old, 'first', { data: 'third', expires }, { rotate: true }),
    (store, keys) => read(store, keys.third),
  ],
  'a renewal of the new key': [
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

/** Names a key of the run, because each run has others. */
function nameOf(result: unknown, keys: Keys): unknown {
  return Object.entries(keys).find(([, key]) => key === result)?.[0] ?? result
}

async function finalState(store: ChosenKeys, keys: Keys): Promise<unknown[]> {
  return Promise.all([keys.old, keys.new, keys.third].map((key) => read(store, key)))
}

/** What the requests would have seen and left, had they done their operations in this order. */
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

/** All ways to do the operations one after the other: each request keeps its own order. */
function orders(left: readonly number[]): number[][] {
  if (left.every((count) => count === 0)) return [[]]
  return left.flatMap((count, index) =>
    count === 0 ? [] : orders(left.with(index, count - 1)).map((order) => [index, ...order]),
  )
}

/** Runs the requests so that every call of an object is a moment where another one may go on. */
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
  it.each(Object.entries(OTHERS))('keeps one live session beside %s', async (_, other) => {
    await raceSteps([[renew], other])
  })

  it('a logout and a look at both keys', async () => {
    const logout: Operation = (store, keys) => store.use().delete(keys.old)
    const look = OTHERS['a look at the new key, then at the old one'] ?? []
    await raceSteps([[renew], [logout], look])
  })
})
