import { Browser } from './browser.ts'
import type { Bindings, Contender } from './contender.ts'
import { arrivals, closeGate, openGate } from './gate.ts'
import { visitorOf } from './scenarios.ts'

/** What a probe found: how much was lost, whether it is so, or `null` where it cannot be asked. */
export type Finding = number | boolean | null

type Probe = (contender: Contender, env: Bindings) => Promise<Finding>

const AT_ONCE = 50

/** What should be so; each is asked through the same routes as everything else. */
const PROBES: Record<string, Probe> = {
  async 'keeps 50 additions at once'(contender, env) {
    const visitor = await visitorOf(contender, env)
    await Promise.all(Array.from({ length: AT_ONCE }, () => visitor.get('/change')))
    return AT_ONCE + 2 - Number((await visitor.get('/change')).text)
  },
  async 'keeps 50 members set at once'(contender, env) {
    const visitor = await visitorOf(contender, env)
    const members = Array.from({ length: AT_ONCE }, (_, number) => `member${number}`)
    await Promise.all(members.map((member) => visitor.get(`/put/${member}`)))
    const found: boolean[] = []
    for (const member of members) found.push(await has(visitor, member))
    return found.filter((isThere) => !isThere).length
  },
  async 'stays logged out after a slow write'(contender, env) {
    return (
      !(await isRevived('/slow', contender, env)) &&
      !(await isRevived('/slow-answer', contender, env))
    )
  },
  async 'a renewed key leaves a dead one'(contender, env) {
    if (contender.lacks?.includes('/renew')) return null
    const visitor = await visitorOf(contender, env)
    const kept = new Browser(contender, env, visitor.cookies)
    await visitor.get('/renew')
    return !(await isKnown(kept))
  },
  async 'a kept cookie is dead after logout'(contender, env) {
    const visitor = await visitorOf(contender, env)
    const kept = new Browser(contender, env, visitor.cookies)
    await visitor.get('/logout')
    return !(await isKnown(kept))
  },
  async 'logout removes the cookie'(contender, env) {
    const visitor = await visitorOf(contender, env)
    const before = visitor.cookies.size
    await visitor.get('/logout')
    return visitor.cookies.size < before
  },
  async 'the id of an ended session is not adopted'(contender, env) {
    const visitor = await visitorOf(contender, env)
    const kept = new Browser(contender, env, visitor.cookies)
    const next = new Browser(contender, env, visitor.cookies)
    await visitor.get('/logout')
    await next.get('/write')
    return !(await isKnown(kept))
  },
  async 'a 500 saves nothing'(contender, env) {
    const visitor = await visitorOf(contender, env)
    await visitor.get('/fail')
    return !(await has(visitor, 'failed'))
  },
  async 'a raw Response has the cookie'(contender, env) {
    const visitor = new Browser(contender, env)
    await visitor.get('/raw')
    return isKnown(visitor)
  },
  async 'who only reads gets no cookie'(contender, env) {
    const visitor = new Browser(contender, env)
    await visitor.get('/read')
    return visitor.cookies.size === 0
  },
  async 'the answer waits for the write'(contender, env) {
    const visitor = await visitorOf(contender, env)
    return !(await visitor.get('/change')).isEarly
  },
  async 'a failed read is an error, not a stranger'(contender, env) {
    const visitor = await visitorOf(contender, env)
    const unlucky = new Browser(contender, failingOnce(env), visitor.cookies)
    const { status, text } = await unlucky.get('/read')
    // The failure did not reach a database that is elsewhere.
    return text.includes('Ankit') ? null : status >= 500
  },
}

/** Whether a session that was logged out is there again after a slower request has ended. */
async function isRevived(slow: string, contender: Contender, env: Bindings): Promise<boolean> {
  const visitor = await visitorOf(contender, env)
  const kept = new Browser(contender, env, visitor.cookies)
  closeGate()
  const ending = new Browser(contender, env, visitor.cookies).get(slow)
  await arrivals(1)
  await visitor.get('/logout')
  openGate()
  await ending
  return isKnown(kept)
}

/** Asks all of them; a contender that keeps no data of the visitor cannot be asked. */
export async function probe(contender: Contender, env: Bindings): Promise<Record<string, Finding>> {
  const findings: Record<string, Finding> = {}
  for (const [name, ask] of Object.entries(PROBES)) {
    const cannot = contender.lacks?.includes('/change') ?? false
    findings[name] = cannot ? null : await ask(contender, env)
  }
  return findings
}

async function isKnown(visitor: Browser): Promise<boolean> {
  return (await visitor.get('/read')).text.includes('Ankit')
}

async function has(visitor: Browser, member: string): Promise<boolean> {
  return (await visitor.get(`/get/${member}`)).text.trim() !== 'null'
}

/** Bindings whose first use fails, and no other: a database that hiccups. */
function failingOnce(env: Bindings): Bindings {
  let hasFailed = false
  function once<Binding extends object>(binding: Binding): Binding {
    return new Proxy(binding, {
      get(target, name) {
        if (name === 'withSession') {
          const open: unknown = Reflect.get(target, name)
          return (...from: unknown[]) => once(Object(Reflect.apply(Object(open), target, from)))
        }
        if (!hasFailed) {
          hasFailed = true
          throw new Error('D1_ERROR: the database has hiccups')
        }
        const value: unknown = Reflect.get(target, name, target)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
  }
  return { ...env, DB: once(env.DB), SESSIONS: once(env.SESSIONS) }
}
