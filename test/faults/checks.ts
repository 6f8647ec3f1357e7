import { expect } from 'vitest'
import type { SessionStore } from '../../src/edge-sessions/index.ts'
import type { Scenario, Snapshot, Visit } from './scenarios.ts'

/** Checks that a request succeeded as if nothing had failed. */
export async function expectSuccess(
  scenario: Scenario,
  visit: Visit,
  response: Response,
  snapshot: Snapshot,
  store: SessionStore,
  why: string,
): Promise<void> {
  expect(response.status, why).toBe(200)
  expect(await response.text(), why).toBe(scenario.path === '/read' ? 'Hello, Ankit' : 'done')
  expect(snapshot, why).toEqual(scenario.states.at(-1))
  const key = cookieKey(response)
  if (scenario.cookie === 'none') expect(key, why).toBeUndefined()
  if (scenario.cookie === 'removal') expect(key, why).toBe('')
  if (scenario.cookie === 'old key') expect(key, why).toBe(visit.key)
  if (scenario.cookie === 'new key') {
    expect(key, why).not.toBe(visit.key)
    expect(
      await store.load(key ?? '', visit.clock.now()),
      `a row for the cookie: ${why}`,
    ).not.toBeNull()
  }
}

/** Checks that a response reports the failure and that the store has no partial change. */
export async function expectFailure(
  scenario: Scenario,
  response: Response,
  snapshot: Snapshot,
  why: string,
): Promise<void> {
  expect(response.status, why).toBe(500)
  expect(await response.text(), why).toBe('The store failed')
  expect(response.headers.getSetCookie(), `no cookie: ${why}`).toEqual([])
  expect(scenario.states, `nothing half done: ${why}`).toContainEqual(snapshot)
}

/** The key in the session cookie of a response; `''` for a removal, `undefined` for none. */
function cookieKey(response: Response): string | undefined {
  const [cookie] = response.headers.getSetCookie()
  return cookie && /^sessionid=(?:"")?([a-z0-9]*);/.exec(cookie)?.[1]
}
