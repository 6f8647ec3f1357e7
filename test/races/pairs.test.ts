import { afterAll, describe, expect, it, vi } from 'vitest'
import { everyOrder } from '../support/scheduler.ts'
import { NAMES, type OperationName } from './operations.ts'
import { race } from './race.ts'

// There are thousands of orders of some triples.
vi.setConfig({ testTimeout: 300_000 })

const PAIRS = NAMES.flatMap((first, index) => NAMES.slice(index).map((second) => [first, second]))

/** Those that change a session or end it, three at a time: here a save may be overtaken twice. */
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

describe('two requests of one visitor, in every order of their store calls (P3, P4, P5, P6)', () => {
  it.each(PAIRS)('agree with the model in the same second: %s and %s', async (...pair) => {
    expect(await raceInEveryOrder(pair, 10, 0)).toBeGreaterThan(0)
  })

  it.each(PAIRS)('agree with the model while time passes: %s and %s', async (...pair) => {
    expect(await raceInEveryOrder(pair, 10, 1)).toBeGreaterThan(0)
  })

  it.each(PAIRS)('agree with the model on an expired session: %s and %s', async (...pair) => {
    expect(await raceInEveryOrder(pair, 30, 0)).toBeGreaterThan(0)
  })
})

describe('three requests of one visitor, in every order of their store calls (P3, P4)', () => {
  it.each(TRIPLES)('agree with the model: %s, %s and %s', async (...triple) => {
    expect(await raceInEveryOrder(triple, 10, 0)).toBeGreaterThan(0)
  })
})
