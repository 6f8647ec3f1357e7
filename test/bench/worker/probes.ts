import { failingOnce } from './bindings.ts'
import { Browser, visitorOf } from './browser.ts'
import type { Bindings, Contender } from './contender.ts'
import { gate } from './site.ts'

/** How much was lost, whether it is so, or `null` if the contender cannot be asked. */
type Finding = number | boolean | null

const AT_ONCE = 50

/** What should hold, asked through the same routes as everything else. */
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
  async 'stays logged out after a slow write'(site) {
    return (
      !(await isRevived(site, '/slow')) && !(await isRevived(await site.another(), '/slow-answer'))
    )
  },
  async 'ends the old key when it renews one'({ visitor, copy, contender }) {
    if (contender.lacks?.includes('/renew')) return null
    const old = copy()
    await visitor.get('/renew')
    return !(await isKnown(old))
  },
  async 'refuses a kept cookie after logout'({ visitor, copy }) {
    const old = copy()
    await visitor.get('/logout')
    return !(await isKnown(old))
  },
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
  async 'reports a failed read as an error'({ contender, env, visitor }) {
    const unlucky = new Browser(contender, failingOnce(env), visitor.cookies)
    const { status, text } = await unlucky.get('/read')
    // A database elsewhere did not fail.
    return text.includes('Ankit') ? null : status >= 500
  },
}

interface Site {
  contender: Contender
  env: Bindings
  visitor: Browser
  stranger: Browser
  /** Returns another browser with the cookies that the visitor has now. */
  copy(): Browser
  another(): Promise<Site>
}

/** Runs all probes. A contender that stores no data of the visitor cannot be asked. */
export async function probe(env: Bindings, contender: Contender): Promise<Record<string, Finding>> {
  const findings: Record<string, Finding> = {}
  const cannot = contender.lacks?.includes('/change') ?? false
  for (const [name, ask] of Object.entries(PROBES)) {
    findings[name] = cannot ? null : await ask(await siteOf(contender, env))
  }
  return findings
}

async function siteOf(contender: Contender, env: Bindings): Promise<Site> {
  const visitor = await visitorOf(contender, env)
  return {
    contender,
    env,
    visitor,
    stranger: new Browser(contender, env),
    copy: () => new Browser(contender, env, visitor.cookies),
    another: () => siteOf(contender, env),
  }
}

/** Whether a session that was logged out is there again after a slower request has ended. */
async function isRevived({ visitor, copy }: Site, slow: string): Promise<boolean> {
  const old = copy()
  gate.close()
  const ending = copy().get(slow)
  await gate.arrival()
  await visitor.get('/logout')
  gate.isOpen = true
  await ending
  return isKnown(old)
}

async function isKnown(visitor: Browser): Promise<boolean> {
  return (await visitor.get('/read')).text.includes('Ankit')
}

async function has(visitor: Browser, key: string): Promise<boolean> {
  return (await visitor.get(`/get/${key}`)).text.trim() !== 'null'
}
