import { env } from 'cloudflare:workers'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { durableObjectStore } from '../../src/edge-sessions/engines/durable-objects/durable-object-store.ts'
import { everyOrder } from '../support/scheduler.ts'
import { storeAhead } from '../support/session-objects.ts'
import type { OperationName } from './operations.ts'
import { race } from './race.ts'

vi.setConfig({ testTimeout: 300_000 })

const NAMES: OperationName[] = [
  'update',
  'set another key',
  'renew the key',
  'renew the key and set',
  'flush, then set',
  'touch',
]
const PAIRS = NAMES.flatMap((first, index) => NAMES.slice(index).map((second) => [first, second]))

let total = 0
afterAll(() => console.log(`races: ${total} orders of pairs of requests on Durable Objects`))

describe('two concurrent requests on Durable Objects, in every order of calls (P3, P4, P5)', () => {
  it.each(PAIRS)('match the model: %s and %s', async (...pair) => {
    const makeStore = () => storeAhead(durableObjectStore(env.SESSIONS))
    const orders = await everyOrder((choose) => race(pair, { age: 10, tick: 0, makeStore }, choose))
    total += orders
    expect(orders).toBeGreaterThan(0)
  })
})
