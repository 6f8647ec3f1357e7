import { describe, expect, it } from 'vitest'
import { memoryStore, type SessionStore } from '../../src/edge-sessions/index.ts'
import { type Fault, FaultyCalls, faultyStore, PATTERNS, TIMINGS } from '../support/faults.ts'
import { expectFailure, expectSuccess } from './checks.ts'
import { noteKeys } from './note-keys.ts'
import { SCENARIOS, type Scenario, type Snapshot, Visit } from './scenarios.ts'

interface Run {
  visit: Visit
  calls: FaultyCalls
  response: Response
  snapshot: Snapshot
  store: SessionStore
}

async function run(scenario: Scenario, fault: Fault | null): Promise<Run> {
  const store = memoryStore()
  const visit = new Visit(scenario)
  await visit.start(store)
  const calls = new FaultyCalls(fault)
  const keys = new Set([visit.key])
  const response = await visit.send(faultyStore(noteKeys(store, keys), calls))
  return { visit, calls, response, snapshot: await visit.snapshot(store, [...keys]), store }
}

describe('a request on a failing store (P5)', () => {
  it.each(Object.entries(SCENARIOS))('succeeds if nothing fails: %s', async (name, scenario) => {
    const { visit, response, snapshot, store } = await run(scenario, null)
    await expectSuccess(scenario, visit, response, snapshot, store, name)
  })

  it.each(Object.entries(SCENARIOS))(
    'fails with a 5xx and no cookie if any call fails: %s',
    async (name, scenario) => {
      const { calls: clean } = await run(scenario, null)
      for (let at = 1; at <= clean.count; at++) {
        for (const timing of TIMINGS) {
          for (const pattern of PATTERNS) {
            const why = `${name}, call ${at} fails ${timing} its effect, ${pattern}`
            const fault = { message: 'out of order', at, timing, pattern }
            const { calls, response, snapshot } = await run(scenario, fault)
            await expectFailure(scenario, response, snapshot, why)
            expect(calls.count, why).toBe(at)
            const isFirst = at === 1 && timing === 'before'
            if (isFirst) expect(snapshot, why).toEqual(scenario.states[0])
          }
        }
      }
    },
  )
})
