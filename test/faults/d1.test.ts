import { env } from 'cloudflare:workers'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { d1Store } from '../../src/edge-sessions/index.ts'
import { type Fault, FaultyCalls, faultyDatabase, PATTERNS, TIMINGS } from '../support/faults.ts'
import { emptyTable, rows } from '../support/test-app.ts'
import { expectFailure, expectSuccess } from './checks.ts'
import { PERMANENT, TRANSIENT } from './d1-messages.ts'
import { SCENARIOS, type Scenario, type Snapshot, Visit } from './scenarios.ts'

const store = d1Store(env.DB)

/** Attempts per operation and statements per attempt: the write and the check of its outcome. */
const MAX_ATTEMPTS = 3
const STATEMENTS_PER_ATTEMPT = 2

interface Run {
  visit: Visit
  calls: FaultyCalls
  waits: number[]
  response: Response
  snapshot: Snapshot
}

let runs = 0

async function run(scenario: Scenario, fault: Fault | null): Promise<Run> {
  runs += 1
  await emptyTable()
  const visit = new Visit(scenario)
  await visit.start(store)
  const calls = new FaultyCalls(fault)
  const waits: number[] = []
  const sleep = async (milliseconds: number) => void waits.push(milliseconds)
  const response = await visit.send(d1Store(faultyDatabase(env.DB, calls), { sleep }))
  const keys = (await rows()).map((row) => row.session_key)
  return { visit, calls, waits, response, snapshot: await visit.snapshot(store, keys) }
}

/** Runs the scenario with every possible fault with this message. */
async function withEveryFault(
  scenario: Scenario,
  message: string,
  patterns: readonly Fault['pattern'][],
  check: (run: Run, fault: Fault, why: string) => Promise<void>,
): Promise<void> {
  for (const timing of TIMINGS) {
    for (const pattern of patterns) {
      let hasFailed = true
      for (let at = 1; hasFailed; at++) {
        const fault = { message, at, timing, pattern }
        const done = await run(scenario, fault)
        hasFailed = done.calls.failures > 0
        const why = `statement ${at} fails ${timing} its effect, ${pattern}`
        if (hasFailed) await check(done, fault, why)
        else await expectSuccess(scenario, done.visit, done.response, done.snapshot, store, why)
      }
    }
  }
}

beforeEach(emptyTable)
afterAll(() => console.log(`faults: ${runs} requests on D1`))

describe.each(Object.entries(SCENARIOS))('%s on a failing database (P5)', (_, scenario) => {
  it.each(TRANSIENT)(
    'succeeds when a transient error passes and fails when it persists: %s',
    async (message) => {
      const clean = await run(scenario, null)
      const most = clean.calls.count * MAX_ATTEMPTS * STATEMENTS_PER_ATTEMPT
      await withEveryFault(scenario, message, PATTERNS, async (done, { at, pattern }, why) => {
        const { visit, calls, waits, response, snapshot } = done
        expect(calls.count, `retries end: ${why}`).toBeLessThanOrEqual(most)
        expect(waits.length, `waits between tries: ${why}`).toBeGreaterThan(0)
        if (pattern === 'always') {
          await expectFailure(scenario, response, snapshot, why)
          expect(calls.count, `three tries: ${why}`).toBe(at - 1 + MAX_ATTEMPTS)
        } else {
          await expectSuccess(scenario, visit, response, snapshot, store, why)
        }
      })
    },
  )

  it.each(PERMANENT)('fails without a retry on a permanent error: %s', async (message) => {
    await withEveryFault(
      scenario,
      message,
      ['once', 'always'],
      async (done, { at, timing }, why) => {
        const { calls, waits, response, snapshot } = done
        await expectFailure(scenario, response, snapshot, why)
        expect([calls.count, waits], why).toEqual([at, []])
        if (at === 1 && timing === 'before') expect(snapshot, why).toEqual(scenario.states[0])
      },
    )
  })
})
