import { env } from 'cloudflare:workers'
import { afterAll, describe, expect, it, vi } from 'vitest'
import {
  d1Store,
  memoryStore,
  type SessionStore,
  shardedStore,
} from '../../src/edge-sessions/index.ts'
import { everyOrder } from '../support/scheduler.ts'
import type { OperationName } from './operations.ts'
import { race } from './race.ts'

vi.setConfig({ testTimeout: 300_000 })

const NAMES: OperationName[] = [
  'read',
  'update',
  'set another key',
  'renew the key and set',
  'flush, then set',
  'read, then flush',
  'touch',
]
const PAIRS = NAMES.flatMap((first, index) => NAMES.slice(index).map((second) => [first, second]))

let total = 0
afterAll(() => console.log(`races: ${total} orders of pairs of requests on two shards`))

/** Shards on two engines. New sessions alternate between the shards. */
function makeStore(first: 'a' | 'b'): SessionStore {
  let next: 'a' | 'b' = first
  function create(): 'a' | 'b' {
    const chosen = next
    next = chosen === 'a' ? 'b' : 'a'
    return chosen
  }
  return shardedStore({ a: d1Store(env.DB), b: memoryStore() }, { create })
}

describe.each(['a', 'b'] as const)(
  'two concurrent requests in a session on shard %s, in every order of calls (P3, P4, P5)',
  (first) => {
    it.each(PAIRS)('match the model: %s and %s', async (...pair) => {
      const start = { age: 10, tick: 0, makeStore: () => makeStore(first) }
      const orders = await everyOrder((choose) => race(pair, start, choose))
      total += orders
      expect(orders).toBeGreaterThan(0)
    })
  },
)
