import { afterEach, expect, onTestFinished, vi } from 'vitest'

const METHODS = ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const
const SESSION_KEY = /(?<![\w-])[a-z0-9]{32}(?![\w-])/

type Method = (typeof METHODS)[number]

/** Log lines of the current test that contain a secret or a session key. */
const leaks: string[] = []
/** Warnings and errors of the current test that it did not capture. */
const unexpected: string[] = []

let watched: Console | undefined

/**
 * Fails each test that logs a secret or anything like a session key (ASVS 16.2.5), or prints a
 * warning or an error. Captured and silenced logs are searched for secrets too.
 *
 * @param secretKey The secret that the tests sign with.
 */
export function watchLogs(secretKey: string): void {
  // Test files share workers, so the console may be watched already.
  if (console !== watched) watched = watch(console, secretKey)
  Reflect.set(globalThis, 'console', watched)
  afterEach(() => {
    expect(leaks.splice(0), 'logged secrets').toEqual([])
    expect(unexpected.splice(0), 'logs that the test does not expect').toEqual([])
  })
}

/**
 * Captures what the current test logs instead of printing it.
 *
 * @returns The lines logged so far, each as one string.
 */
export function captureLogs(method: Method): readonly string[] {
  const lines: string[] = []
  const spy = vi
    .spyOn(console, method)
    .mockImplementation((...values) => void lines.push(values.map(textOf).join(' ')))
  onTestFinished(() => spy.mockRestore())
  return lines
}

function watch(real: Console, secretKey: string): Console {
  return new Proxy(real, {
    get(target, name) {
      const method = METHODS.find((each) => each === name)
      if (method === undefined) return Reflect.get(target, name)
      const log = target[method]
      // The console of the pool binds its methods, which hides a spy from `get`.
      const isPrinted = !vi.isMockFunction(Object.getOwnPropertyDescriptor(target, method)?.value)
      return (...values: unknown[]): void => {
        const text = values.map(textOf).join(' ')
        const line = `${method}: ${text}`
        if (text.includes(secretKey) || SESSION_KEY.test(text)) leaks.push(line)
        if (isPrinted && (method === 'error' || method === 'warn')) unexpected.push(line)
        log.apply(target, values)
      }
    },
  })
}

function textOf(value: unknown): string {
  if (value instanceof Error) return `${value.stack} ${textOf(value.cause ?? '')}`
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
