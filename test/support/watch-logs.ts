import { afterEach, expect } from 'vitest'

const METHODS = ['debug', 'error', 'info', 'log', 'trace', 'warn']
const SESSION_KEY = /(?<![\w-])[a-z0-9]{32}(?![\w-])/

/**
 * Fails each test in whose course a secret or something like a session key was logged, over the
 * whole test run (ASVS 16.2.5). Logs that a test silences or spies on are looked at too.
 *
 * @param secretKey The secret that the tests sign with.
 */
export function watchLogs(secretKey: string): void {
  const leaks: string[] = []

  function watch(method: string, log: (...values: unknown[]) => void) {
    return (...values: unknown[]): void => {
      const text = values.map(textOf).join(' ')
      if (text.includes(secretKey) || SESSION_KEY.test(text)) leaks.push(`${method}: ${text}`)
      log(...values)
    }
  }

  const watched = new Proxy(console, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function' || !METHODS.includes(String(name))) return member
      return watch(String(name), (...values) => Reflect.apply(member, target, values))
    },
  })
  Reflect.set(globalThis, 'console', watched)
  afterEach(() => {
    expect(leaks.splice(0)).toEqual([])
  })
}

function textOf(value: unknown): string {
  if (value instanceof Error) return `${value.stack} ${textOf(value.cause ?? '')}`
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
