import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { type ClearResult, d1Store } from '../../src/edge-sessions/index.ts'
import { type Fault, FaultyCalls, faultyDatabase, PATTERNS, TIMINGS } from '../support/faults.ts'
import { emptyTable, NOON, rows } from '../support/test-app.ts'
import { PERMANENT, TRANSIENT } from './d1-messages.ts'

const store = d1Store(env.DB)
const EXPIRED = new Date(NOON.getTime() - 1000)
const LIVE = new Date(NOON.getTime() + 1000)

/** Fills the table with six expired and three live sessions. Returns the keys of the live ones. */
async function fill(): Promise<string[]> {
  await emptyTable()
  const live: string[] = []
  for (let count = 0; count < 3; count++) {
    live.push(await store.create({ data: 'live', expires: LIVE }))
  }
  for (let count = 0; count < 6; count++) {
    await store.create({ data: 'expired', expires: EXPIRED })
  }
  return live.toSorted()
}

async function clear(fault: Fault): Promise<[FaultyCalls, ClearResult | null]> {
  const calls = new FaultyCalls(fault)
  const faulty = d1Store(faultyDatabase(env.DB, calls), { sleep: async () => {} })
  return [calls, await faulty.clearExpired(NOON).catch(() => null)]
}

async function expectOnly(live: readonly string[], why: string): Promise<void> {
  expect(
    (await rows()).map((row) => row.session_key),
    why,
  ).toEqual(live)
}

describe('clearExpired on a failing database (P5, P8)', () => {
  beforeEach(emptyTable)

  it.each([...TRANSIENT.slice(0, 2), ...PERMANENT.slice(0, 2)])(
    'never removes a live session and completes on the next run: %s',
    async (message) => {
      for (const timing of TIMINGS) {
        for (const pattern of PATTERNS) {
          let hasFailed = true
          for (let at = 1; hasFailed; at++) {
            const why = `statement ${at} fails ${timing} its effect, ${pattern}`
            const live = await fill()
            const [calls, result] = await clear({ message, at, timing, pattern })
            hasFailed = calls.failures > 0

            const mayFail = pattern === 'always' || PERMANENT.includes(message)
            expect(result === null, `${why}: ${result}`).toBe(hasFailed && mayFail)
            if (result !== null) await expectOnly(live, why)
            await store.clearExpired(NOON)
            await expectOnly(live, why)
            expect(calls.count, `retries end: ${why}`).toBeLessThan(30)
          }
        }
      }
    },
  )
})
