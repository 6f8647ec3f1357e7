import type { SessionStore } from '../../src/edge-sessions/index.ts'

/** The calls that fail, and how they fail. */
export interface Fault {
  message: string
  /** The number of the first call that fails, from 1. */
  at: number
  /** Whether the call fails before its effect, or takes effect and loses its response. */
  timing: 'before' | 'after'
  /** The calls that fail: only the first, also the next, also the one after the next, or all. */
  pattern: 'once' | 'twice' | 'once and again' | 'always'
  /** Runs during the first failing call, as another request does. */
  meanwhile?: () => Promise<void>
}

export const TIMINGS = ['before', 'after'] as const
export const PATTERNS = ['once', 'twice', 'once and again', 'always'] as const

const FAILING: Record<Fault['pattern'], (distance: number) => boolean> = {
  once: (distance) => distance === 0,
  twice: (distance) => distance === 0 || distance === 1,
  'once and again': (distance) => distance === 0 || distance === 2,
  always: (distance) => distance >= 0,
}

/** Counts calls and makes those fail that the fault describes. */
export class FaultyCalls {
  count = 0
  failures = 0
  readonly #fault: Fault | null

  /** @param fault `null` if no call fails. */
  constructor(fault: Fault | null) {
    this.#fault = fault
  }

  async call<Result>(work: () => Promise<Result>): Promise<Result> {
    this.count += 1
    const fault = this.#fault
    if (fault === null || !FAILING[fault.pattern](this.count - fault.at)) return work()
    this.failures += 1
    if (fault.timing === 'after') await work()
    if (this.count === fault.at) await fault.meanwhile?.()
    throw new Error(fault.message)
  }
}

/** Returns a database whose statements fail when `calls` decides so. */
export function faultyDatabase(real: D1Database, calls: FaultyCalls): D1Database {
  function faulty(statement: D1PreparedStatement): D1PreparedStatement {
    const replaced: Partial<Record<string | symbol, unknown>> = {
      bind: (...values: unknown[]) => faulty(statement.bind(...values)),
      run: () => calls.call(() => statement.run()),
      first: () => calls.call(() => statement.first()),
    }
    return new Proxy(statement, { get: (_, name) => replaced[name] ?? unexpected(name) })
  }
  return new Proxy(real, {
    get: (_, name) =>
      name === 'prepare' ? (sql: string) => faulty(real.prepare(sql)) : unexpected(name),
  })
}

/** Returns a store whose methods fail when `calls` decides so. */
export function faultyStore(real: SessionStore, calls: FaultyCalls): SessionStore {
  return {
    load: (...args) => calls.call(() => real.load(...args)),
    create: (...args) => calls.call(() => real.create(...args)),
    replace: (...args) => calls.call(() => real.replace(...args)),
    touch: (...args) => calls.call(() => real.touch(...args)),
    delete: (...args) => calls.call(() => real.delete(...args)),
    clearExpired: (...args) => calls.call(() => real.clearExpired(...args)),
  }
}

function unexpected(name: string | symbol): never {
  throw new Error(`Expected a call that can be made to fail, got \`${String(name)}\``)
}
