import { env } from 'cloudflare:workers'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { makeKey, memoryStore, type SessionStore } from '../../src/sessions/index.ts'
import { durableObjectStore } from '../../src/sessions/stores/durable-objects.ts'
import { everyOrder, Turns } from '../support/scheduler.ts'
import { emptyObject, faultyNamespace, storeAhead } from '../support/session-objects.ts'
import { NOON } from '../support/test-app.ts'

vi.setConfig({ testTimeout: 60_000 })

interface Keys {
  old: string
  new: string
  third: string
}

type Operation = (store: SessionStore, keys: Keys) => Promise<unknown>

const expires = new Date(NOON.getTime() + 30_000)
const later = new Date(NOON.getTime() + 60_000)

async function read(store: SessionStore, key: string): Promise<string | null> {
  const record = await store.load(key, NOON)
  return record && `${record.data} until ${record.expires.getTime() - NOON.getTime()}`
}

const renew: Operation = (store, keys) =>
  store.replace(keys.old, 'first', { data: 'renewed', expires }, keys.new)

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
  'a save': [(store, keys) => store.replace(keys.old, 'first', { data: 'saved', expires: later })],
  'a save under the new key': [
    (store, keys) => store.replace(keys.new, 'renewed', { data: 'saved', expires: later }),
  ],
  'a touch': [(store, keys) => store.touch(keys.old, 'first', later)],
  'a touch of the new key': [(store, keys) => store.touch(keys.new, 'renewed', later)],
  'a logout, then a look at the new key': [
    (store, keys) => store.delete(keys.old),
    (store, keys) => read(store, keys.new),
  ],
  'a logout by the new key, then a look at the old one': [
    (store, keys) => store.delete(keys.new),
    (store, keys) => read(store, keys.old),
  ],
  'the same renewal': [renew],
  'a renewal to a third key': [
    (store, keys) => store.replace(keys.old, 'first', { data: 'third', expires }, keys.third),
    (store, keys) => read(store, keys.third),
  ],
  'a renewal of the new key': [
    (store, keys) => store.replace(keys.new, 'renewed', { data: 'third', expires }, keys.third),
  ],
  'a new session under the new key': [
    (store, keys) => store.create(keys.new, { data: 'created', expires: later }),
  ],
  'a new session under the old key': [
    (store, keys) => store.create(keys.old, { data: 'created', expires: later }),
    (store, keys) => read(store, keys.new),
  ],
}

let total = 0
afterAll(() => console.log(`races: ${total} orders of the steps of renewals`))

function makeKeys(): Keys {
  return { old: makeKey(), new: makeKey(), third: makeKey() }
}

async function finalState(store: SessionStore, keys: Keys): Promise<unknown[]> {
  return Promise.all([keys.old, keys.new, keys.third].map((key) => read(store, key)))
}

/** What the requests would have seen and left, had they done their operations in this order. */
async function inOrder(requests: readonly Operation[][], order: readonly number[]) {
  const store = memoryStore()
  const keys = makeKeys()
  await store.create(keys.old, { data: 'first', expires })
  const results: unknown[][] = requests.map(() => [])
  for (const request of order) {
    const operation = requests[request]?.[results[request]?.length ?? 0]
    results[request]?.push(await operation?.(store, keys))
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
    const plain = storeAhead(durableObjectStore(env.SESSIONS))
    await plain.create(keys.old, { data: 'first', expires })
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
        const store = storeAhead(durableObjectStore(faultyNamespace(calls, {})))
        for (const operation of operations) results[request]?.push(await operation(store, keys))
      }),
    )
    const seen = { results, state: await finalState(plain, keys) }
    expect(allowed, `in the order ${steps}`).toContainEqual(seen)
  })
}

describe('a renewal across two objects, in every order of its steps with those of (P3, P4, P5)', () => {
  it.each(Object.entries(OTHERS))('%s', async (_, other) => {
    await raceSteps([[renew], other])
  })

  it('a logout and a look at both keys', async () => {
    const logout: Operation = (store, keys) => store.delete(keys.old)
    const look = OTHERS['a look at the new key, then at the old one'] ?? []
    await raceSteps([[renew], [logout], look])
  })
})
