import { afterAll, describe, expect, it, vi } from 'vitest'
import { everyOrder } from '../support/scheduler.ts'
import { NAMES, type OperationName } from './operations.ts'
import { race } from './race.ts'

// Some triples have thousands of orders.
vi.setConfig({ testTimeout: 300_000 })

const PAIRS = NAMES.flatMap((first, index) => NAMES.slice(index).map((second) => [first, second]))

/** Operations that change or end a session. With three at a time, a save may be overtaken twice. */
const WRITING: OperationName[] = ['set another key', 'update', 'renew the key', 'flush', 'touch']
const TRIPLES = WRITING.flatMap((first, index) =>
  WRITING.slice(index).flatMap((second, next) =>
    WRITING.slice(index + next).map((third) => [first, second, third]),
  ),
)

let total = 0

async function raceInEveryOrder(
  names: readonly OperationName[],
  age: number,
  tick: number,
): Promise<number> {
  const orders = await everyOrder((choose) => race(names, { age, tick }, choose))
  total += orders
  return orders
}

afterAll(() => {
  console.log(
    `races: ${total} orders of ${PAIRS.length} pairs and ${TRIPLES.length} triples of requests`,
  )
})

describe('two concurrent requests in one session, in every order of store calls (P3, P4, P5, P6)', () => {
  it.each(PAIRS)('match the model while the clock stands still: %s and %s', async (...pair) => {
    expect(await raceInEveryOrder(pair, 10, 0)).toBeGreaterThan(0)
  })

  it.each(PAIRS)('match the model while time passes: %s and %s', async (...pair) => {
    expect(await raceInEveryOrder(pair, 10, 1)).toBeGreaterThan(0)
  })

  it.each(PAIRS)('match the model in an expired session: %s and %s', async (...pair) => {
    expect(await raceInEveryOrder(pair, 30, 0)).toBeGreaterThan(0)
  })
})

describe('three concurrent requests in one session, in every order of store calls (P3, P4)', () => {
  it.each(TRIPLES)('match the model: %s, %s and %s', async (...triple) => {
    expect(await raceInEveryOrder(triple, 10, 0)).toBeGreaterThan(0)
  })
})
