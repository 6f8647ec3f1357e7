import type { SessionStore } from '../../src/edge-sessions/index.ts'

/** A call of the store that has taken effect. */
export interface Call {
  /** The index of the request that made it. */
  request: number
  method: 'load' | 'create' | 'replace' | 'touch' | 'delete'
  /** The key of the call; for `create`, the key of the new record. */
  key: string
  /** The key that the record has moved to, if it has. */
  newKey: string | undefined
  /** `true` for a write that took place, or what the store returned. */
  result: unknown
}

/** Picks the request that continues next, out of those that wait. */
export type Choose = (waiting: readonly number[]) => number

/**
 * Runs requests so that only one works at a time. Each waits before its next step until `choose`
 * picks it.
 */
export class Turns {
  readonly #choose: Choose
  readonly #waiting = new Map<number, () => void>()
  #atRest: () => void = () => {}

  constructor(choose: Choose) {
    this.#choose = choose
  }

  /** Runs the requests to completion. */
  async run(requests: readonly (() => Promise<void>)[]): Promise<void> {
    const results: Promise<void>[] = []
    for (const [index, request] of requests.entries()) {
      await this.#untilRest(() => {
        results[index] = request().finally(() => this.#atRest())
      })
    }
    while (this.#waiting.size > 0) {
      const chosen = this.#choose([...this.#waiting.keys()].sort())
      const turn = this.#waiting.get(chosen)
      this.#waiting.delete(chosen)
      await this.#untilRest(() => turn?.())
    }
    await Promise.all(results)
  }

  /** Waits for the turn of a request, then runs its step. */
  async take<Result>(request: number, step: () => Promise<Result>): Promise<Result> {
    await new Promise<void>((resolve) => {
      this.#waiting.set(request, resolve)
      this.#atRest()
    })
    return step()
  }

  /** Lets one request continue until it waits before a step, or is done. */
  async #untilRest(goOn: () => void): Promise<void> {
    const rest = new Promise<void>((resolve) => {
      this.#atRest = resolve
    })
    goOn()
    await rest
  }
}

/** Runs requests in turns. At every store call, another request may continue. */
export class Scheduler {
  /** All calls, in the order in which they took effect. */
  readonly calls: Call[] = []

  readonly #store: SessionStore
  readonly #turns: Turns

  constructor(store: SessionStore, choose: Choose) {
    this.#store = store
    this.#turns = new Turns(choose)
  }

  /** Returns the store for the request with this index. */
  storeOf(request: number): SessionStore {
    const store = this.#store
    return {
      load: (key, now) => this.#call(request, 'load', key, () => store.load(key, now)),
      create: (record, options) =>
        this.#call(request, 'create', null, () => store.create(record, options)),
      replace: (key, previous, record, options) =>
        this.#call(request, 'replace', key, () => store.replace(key, previous, record, options)),
      touch: (key, previous, expires) =>
        this.#call(request, 'touch', key, () => store.touch(key, previous, expires)),
      delete: (key) => this.#call(request, 'delete', key, () => store.delete(key)),
      clearExpired: (now, limits) => store.clearExpired(now, limits),
    }
  }

  /** Runs the requests to completion. */
  async run(requests: readonly (() => Promise<void>)[]): Promise<void> {
    await this.#turns.run(requests)
  }

  async #call<Result>(
    request: number,
    method: Call['method'],
    key: string | null,
    call: () => Promise<Result>,
  ): Promise<Result> {
    return this.#turns.take(request, async () => {
      const result = await call()
      this.calls.push({ request, method, ...outcomeOf(key, result) })
      return result
    })
  }
}

/** Describes a result. `create` and `replace` return the key that the record has now, or `null`. */
function outcomeOf(key: string | null, result: unknown): Pick<Call, 'key' | 'newKey' | 'result'> {
  if (typeof result !== 'string') {
    return { key: key ?? '', newKey: undefined, result: result ?? null }
  }
  return { key: key ?? result, newKey: result === key ? undefined : result, result: true }
}

/**
 * Runs `explore` once for every possible order, depth first through the tree of choices.
 *
 * @returns The number of orders.
 */
export async function everyOrder(explore: (choose: Choose) => Promise<void>): Promise<number> {
  const path: { chosen: number; options: number }[] = []
  for (let orders = 1; ; orders++) {
    let depth = 0
    await explore((waiting) => {
      const step = path[depth] ?? { chosen: 0, options: waiting.length }
      path[depth] = step
      depth += 1
      return waiting[step.chosen] ?? 0
    })
    while (path.at(-1)?.chosen === (path.at(-1)?.options ?? 0) - 1) path.pop()
    const last = path.at(-1)
    if (last === undefined) return orders
    last.chosen += 1
  }
}
