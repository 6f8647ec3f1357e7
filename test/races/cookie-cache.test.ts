import { afterAll, describe, expect, it, vi } from 'vitest'
import { everyOrder } from '../support/scheduler.ts'
import { NAMES, type OperationName } from './operations.ts'
import { type CopyName, race } from './race.ts'

// Some triples have thousands of orders.
vi.setConfig({ testTimeout: 300_000 })

const PAIRS = NAMES.flatMap((first, index) => NAMES.slice(index).map((second) => [first, second]))

const COPIES: CopyName[][] = [
  ['old', 'new'],
  ['new', 'old'],
  ['old', 'none'],
  ['none', 'old'],
  ['old', 'old'],
]

const WRITING: OperationName[] = ['update', 'renew the key', 'flush', 'touch']
const TRIPLES = WRITING.flatMap((first) =>
  WRITING.flatMap((second, index) => WRITING.slice(index).map((third) => [first, second, third])),
)

let total = 0

async function raceInEveryOrder(
  names: readonly OperationName[],
  copies: readonly CopyName[],
  age = 10,
): Promise<number> {
  const orders = await everyOrder((choose) => race(names, { age, tick: 0, copies }, choose))
  total += orders
  return orders
}

afterAll(() => console.log(`races: ${total} orders of requests with copies of their session`))

describe('two browsers with one session and a stale cached copy (P3, P4, P6)', () => {
  it.each(PAIRS)('match the model: %s and %s', async (...pair) => {
    for (const copies of COPIES) expect(await raceInEveryOrder(pair, copies)).toBeGreaterThan(0)
  })

  it.each(PAIRS)('match the model in an expired session: %s and %s', async (...pair) => {
    expect(await raceInEveryOrder(pair, ['old', 'new'], 30)).toBeGreaterThan(0)
  })
})

describe('three requests, the first with a stale cached copy (P3, P4)', () => {
  it.each(TRIPLES)('match the model: %s, %s and %s', async (...triple) => {
    expect(await raceInEveryOrder(triple, ['old', 'new', 'none'])).toBeGreaterThan(0)
  })
})
