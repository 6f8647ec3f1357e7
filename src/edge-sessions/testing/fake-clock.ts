/**
 * A clock for tests that moves when it is told to.
 *
 * @example
 * const clock = new FakeClock()
 * app.use(sessions({ store: memoryStore(), secretKey, cookieAge: 30, now: clock.now }))
 * clock.advance(30)
 */
export class FakeClock {
  #time: number

  /** @param start What it shows at first. Default: noon of 1 March 2026, UTC. */
  constructor(start: Date = new Date('2026-03-01T12:00:00.000Z')) {
    this.#time = start.getTime()
  }

  /** Tells the time; to be handed out as it is, for every `now`. */
  readonly now = (): Date => new Date(this.#time)

  /** @param seconds How far to go on; to the millisecond. */
  advance(seconds: number): void {
    this.#time += Math.round(seconds * 1000)
  }
}
