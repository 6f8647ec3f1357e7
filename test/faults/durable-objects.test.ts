import { env } from 'cloudflare:workers'
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { durableObjectStore } from '../../src/edge-sessions/engines/durable-objects/durable-object-store.ts'
import type { SessionStore } from '../../src/edge-sessions/index.ts'
import { type Fault, FaultyCalls, PATTERNS, TIMINGS } from '../support/faults.ts'
import { faultyNamespace, storeAhead } from '../support/session-objects.ts'
import { expectFailure, expectSuccess } from './checks.ts'
import { SCENARIOS, type Scenario, type Snapshot, Visit } from './scenarios.ts'

/** Errors as the runtime marks them. */
const TRANSIENT = { message: 'Network connection lost.', retryable: true }
const PERMANENT = [
  { message: 'Durable Object is overloaded.', retryable: true, overloaded: true },
  { message: 'Durable Object exceeded its CPU time limit and was reset.', remote: true },
]

const MAX_ATTEMPTS = 3
const store = storeAhead(durableObjectStore(env.SESSIONS))

interface Run {
  visit: Visit
  calls: FaultyCalls
  waits: number[]
  response: Response
  snapshot: Snapshot
}

let runs = 0

async function run(scenario: Scenario, fault: Fault | null, marks: object): Promise<Run> {
  runs += 1
  const visit = new Visit(scenario)
  await visit.start(store)
  const calls = new FaultyCalls(fault)
  const waits: number[] = []
  const sleep = async (milliseconds: number) => void waits.push(milliseconds)
  const keys = new Set([visit.key])
  const namespace = faultyNamespace(calls, marks, keys)
  const faulty: SessionStore = storeAhead(durableObjectStore(namespace, { sleep }))
  const response = await visit.send(faulty)
  return { visit, calls, waits, response, snapshot: await visit.snapshot(store, [...keys]) }
}

async function withEveryFault(
  scenario: Scenario,
  marks: { message: string },
  patterns: readonly Fault['pattern'][],
  check: (run: Run, fault: Fault, why: string) => Promise<void>,
): Promise<void> {
  for (const timing of TIMINGS) {
    for (const pattern of patterns) {
      let hasFailed = true
      for (let at = 1; hasFailed; at++) {
        const fault = { message: marks.message, at, timing, pattern }
        const done = await run(scenario, fault, marks)
        hasFailed = done.calls.failures > 0
        const why = `call ${at} fails ${timing} its effect, ${pattern}`
        if (hasFailed) await check(done, fault, why)
        else await expectSuccess(scenario, done.visit, done.response, done.snapshot, store, why)
      }
    }
  }
}

/** Whether a call of a key rotation only cleans up. If it fails, a later request repeats it. */
function isTidyingUp(scenario: Scenario, at: number): boolean {
  return scenario.path === '/login' && at > 'load, prepareMove, commitMove'.split(', ').length
}

beforeEach(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => {})
})
afterAll(() => console.log(`faults: ${runs} requests on Durable Objects`))

describe.each(Object.entries(SCENARIOS))('%s on failing Durable Objects (P5)', (_, scenario) => {
  it('succeeds when a transient error passes and fails when it persists', {
    timeout: 60_000,
  }, async () => {
    await withEveryFault(scenario, TRANSIENT, PATTERNS, async (done, { at, pattern }, why) => {
      const { visit, calls, waits, response, snapshot } = done
      expect(waits.length, `waits between tries: ${why}`).toBeGreaterThan(0)
      if (pattern === 'always' && !isTidyingUp(scenario, at)) {
        await expectFailure(scenario, response, snapshot, why)
        expect(calls.count, `three tries: ${why}`).toBe(at - 1 + MAX_ATTEMPTS)
      } else {
        await expectSuccess(scenario, visit, response, snapshot, store, why)
      }
    })
  })

  it.each(PERMANENT)(
    'does not retry after a permanent error: $message',
    { timeout: 60_000 },
    async (marks) => {
      await withEveryFault(
        scenario,
        marks,
        ['once', 'always'],
        async (done, { at, timing }, why) => {
          const { visit, calls, waits, response, snapshot } = done
          expect([calls.count, waits], why).toEqual([at, []])
          if (isTidyingUp(scenario, at)) {
            await expectSuccess(scenario, visit, response, snapshot, store, why)
            return
          }
          await expectFailure(scenario, response, snapshot, why)
          if (at === 1 && timing === 'before') expect(snapshot, why).toEqual(scenario.states[0])
        },
      )
    },
  )
})
