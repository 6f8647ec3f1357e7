import { failingOnce } from './bindings.ts'
import { type Browser, browserOf, visitorOf } from './browser.ts'
import type { Bindings, Contender } from './contender.ts'
import { contenderOf } from './contenders/index.ts'
import { gate } from './site.ts'

/** The number of lost changes, whether the probe holds, or `null` if the contender cannot be asked. */
type Finding = number | boolean | null

type Site = Awaited<ReturnType<typeof siteOf>>

const AT_ONCE = 50

/** The promises to check, through the same routes as everything else. */
const PROBES: Record<string, (site: Site) => Promise<Finding>> = {
  async 'keeps 50 additions at once'({ visitor }) {
    await Promise.all(Array.from({ length: AT_ONCE }, () => visitor.get('/change')))
    return AT_ONCE + 2 - Number((await visitor.get('/change')).text)
  },
  async 'keeps 50 values set at once'({ visitor }) {
    const keys = Array.from({ length: AT_ONCE }, (_, index) => `key${index}`)
    await Promise.all(keys.map((key) => visitor.get(`/put/${key}`)))
    let lost = 0
    for (const key of keys) lost += Number(!(await has(visitor, key)))
    return lost
  },
  'stays logged out after a slow write': async (site) =>
    !(await isRevived(site, '/slow')) && !(await isRevived(site, '/slow-answer')),
  'ends the old key when it renews one': async (site) =>
    site.contender.lacks?.includes('/renew') ? null : isRefusedAfter('/renew', site),
  'refuses a kept cookie after logout': (site) => isRefusedAfter('/logout', site),
  async 'removes the cookie at logout'({ visitor }) {
    const before = visitor.cookies.size
    await visitor.get('/logout')
    return visitor.cookies.size < before
  },
  async 'does not adopt the id of an ended session'({ visitor, copy }) {
    const [old, next] = [copy(), copy()]
    await visitor.get('/logout')
    await next.get('/write')
    return !(await isKnown(old))
  },
  async 'saves nothing for a 500'({ visitor }) {
    await visitor.get('/fail')
    return !(await has(visitor, 'failed'))
  },
  async 'sets the cookie on a raw Response'({ stranger }) {
    await stranger.get('/raw')
    return isKnown(stranger)
  },
  async 'sets no cookie for a read'({ stranger }) {
    await stranger.get('/read')
    return stranger.cookies.size === 0
  },
  'awaits the write before it responds': async ({ visitor }) =>
    !(await visitor.get('/change')).isEarly,
  async 'reports a failed read as an error'({ env, copy }) {
    const { status, text } = await copy(failingOnce(env)).get('/read')
    // A database elsewhere did not fail.
    return text.includes('Ankit') ? null : status >= 500
  },
}

/** Checks all promises of a contender, or none if it stores no data of the visitor. */
export async function probe(env: Bindings, name: string): Promise<Record<string, Finding>> {
  const contender = contenderOf(name)
  const findings: Record<string, Finding> = {}
  if (contender.lacks?.includes('/change')) return findings
  for (const [title, ask] of Object.entries(PROBES)) {
    findings[title] = await ask(await siteOf(contender, env))
  }
  return findings
}

async function siteOf(contender: Contender, env: Bindings) {
  const visitor = await visitorOf(contender, env)
  const copy = (elsewhere = env) => browserOf(contender, elsewhere, visitor.cookies)
  return { contender, env, visitor, copy, stranger: browserOf(contender, env) }
}

/** Whether a session that was logged out is there again after a slower request has ended. */
async function isRevived({ contender, env }: Site, slow: string): Promise<boolean> {
  const { visitor, copy } = await siteOf(contender, env)
  const [old, slower] = [copy(), copy()]
  gate.close()
  const ending = slower.get(slow)
  await Promise.race([gate.arrival.promise, ending])
  await visitor.get('/logout')
  gate.opening.resolve()
  await ending
  return isKnown(old)
}

async function isRefusedAfter(path: string, { visitor, copy }: Site): Promise<boolean> {
  const old = copy()
  await visitor.get(path)
  return !(await isKnown(old))
}

async function isKnown(visitor: Browser): Promise<boolean> {
  return (await visitor.get('/read')).text.includes('Ankit')
}

async function has(visitor: Browser, key: string): Promise<boolean> {
  return (await visitor.get(`/get/${key}`)).text.trim() !== 'null'
}
