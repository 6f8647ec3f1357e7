import { Browser as TestBrowser } from '../../../src/edge-sessions/testing/index.ts'
import type { Bindings, Contender } from './contender.ts'

export type Browser = ReturnType<typeof browserOf>

/** Returns a browser that visits a contender, with some cookies. */
export function browserOf(
  contender: Contender,
  env: Bindings,
  cookies: Iterable<[string, string]> = [],
) {
  const background: Promise<unknown>[] = []
  const waitUntil = (promise: Promise<unknown>) => background.push(promise)
  const ctx = { waitUntil } as unknown as ExecutionContext
  const request = (url: string, init?: RequestInit) =>
    contender.fetch(new Request(url, init), env, ctx)
  const browser = new TestBrowser({ request }, { origin: 'http://bench.example' })
  for (const [name, value] of cookies) browser.cookies.set(name, value)
  return { cookies: browser.cookies, get, visit }

  /** Sends a request. The promises that the contender gave to `waitUntil` are awaited too. */
  async function get(path: string) {
    const response = await browser.get(path)
    const text = await response.text()
    const late = background.splice(0)
    await Promise.all(late)
    return {
      status: response.status,
      text,
      cookies: response.headers.getSetCookie().length,
      /** Statements of a database other than D1, as the contender counts them. */
      statements: Number(response.headers.get('X-Statements') ?? 0),
      /** Whether work was left for after the response. */
      isEarly: late.length > 0,
    }
  }

  /** Sends a request that must succeed. */
  async function visit(path: string) {
    const answer = await get(path)
    if (answer.status === 200) return answer
    throw new Error(`${contender.name}: ${answer.status} ${answer.text}`)
  }
}

/** Returns a browser with a session. */
export async function visitorOf(contender: Contender, env: Bindings): Promise<Browser> {
  const browser = browserOf(contender, env)
  await browser.visit('/write')
  return browser
}
