import { Browser } from './browser.ts'
import type { Bindings, Contender } from './contender.ts'

/** One kind of request. */
export interface Scenario {
  name: string
  path: string
  /**
   * Who makes it: a visitor without a cookie, the same visitor with a session each time, or a
   * visitor with a session who makes it once.
   */
  visitor: 'stranger' | 'regular' | 'once'
}

export const SCENARIOS: readonly Scenario[] = [
  { name: 'anonymous, untouched', path: '/untouched', visitor: 'stranger' },
  { name: 'anonymous, read', path: '/read', visitor: 'stranger' },
  { name: 'untouched', path: '/untouched', visitor: 'regular' },
  { name: 'read', path: '/read', visitor: 'regular' },
  { name: 'first write', path: '/write', visitor: 'stranger' },
  { name: 'change', path: '/change', visitor: 'regular' },
  { name: 'renew key', path: '/renew', visitor: 'regular' },
  { name: 'logout', path: '/logout', visitor: 'once' },
]

export function scenario(name: string): Scenario {
  const found = SCENARIOS.find((one) => one.name === name)
  if (found === undefined) throw new Error(`Expected a scenario, got ${name}`)
  return found
}

/** A visitor who has a session. */
export async function visitorOf(contender: Contender, env: Bindings): Promise<Browser> {
  const browser = new Browser(contender, env)
  const answer = await browser.get('/write')
  if (answer.status !== 200) throw new Error(`${contender.name}: ${answer.status} ${answer.text}`)
  return browser
}

/** Makes the visitors of a scenario, one for each request, outside the time that is measured. */
export async function visitors(
  contender: Contender,
  env: Bindings,
  { visitor }: Scenario,
): Promise<() => Promise<Browser>> {
  if (visitor === 'stranger') return async () => new Browser(contender, env)
  if (visitor === 'once') return () => visitorOf(contender, env)
  const regular = await visitorOf(contender, env)
  return async () => regular
}
