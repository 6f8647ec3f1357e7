const EVENTS = ['message', 'error', 'exit']

/**
 * Returns a vitest plugin. All test files of all runs share one worker of the Workers pool, because
 * starting a worker takes longer than testing a mutant. Each file evaluates its modules again.
 */
export function keepWorker() {
  return {
    name: 'keep-worker',
    configureVitest({ project }) {
      const pool = project.config.poolRunner
      let kept = null
      function createPoolWorker(options) {
        kept ??= new KeptWorker(pool.createPoolWorker(options))
        return kept.lend()
      }
      project.config.poolRunner = { ...pool, createPoolWorker }
    },
  }
}

class KeptWorker {
  #worker
  #started = null
  #hasBegun = false
  /** Receives the events of the worker, for the last borrower. */
  #emit = null

  constructor(worker) {
    this.#worker = worker
  }

  /** Returns what vitest starts, uses for one file and stops. The real worker keeps running. */
  lend() {
    const { name } = this.#worker
    const listeners = Object.fromEntries(EVENTS.map((event) => [event, new Set()]))
    const emit = (event, value) => {
      for (const listener of [...listeners[event]]) listener(value)
    }
    return {
      name,
      on: (event, listener) => listeners[event].add(listener),
      off: (event, listener) => listeners[event].delete(listener),
      deserialize: (message) => message,
      send: (message) => this.#send(message, emit),
      start: () => this.#start(emit),
      async stop() {},
    }
  }

  async #start(emit) {
    this.#emit = emit
    this.#started ??= this.#startForGood()
    await this.#started
  }

  async #startForGood() {
    await this.#worker.start()
    for (const event of EVENTS) this.#worker.on(event, (value) => this.#emit(event, value))
  }

  #send(message, emit) {
    if (message.type === 'stop') return answer('stopped', emit)
    if (message.type === 'start' && this.#hasBegun) return answer('started', emit)
    this.#hasBegun = true
    this.#worker.send(message)
  }
}

function answer(type, emit) {
  setImmediate(emit, 'message', { type, __vitest_worker_response__: true })
}
