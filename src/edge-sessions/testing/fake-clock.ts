/**
 * A clock for tests that only moves when told to.
 *
 * @example
 * const clock = new FakeClock()
 * app.use(sessions({ store: memoryStore(), secretKey, cookieAge: 30, now: clock.now }))
 * clock.advance(30)
 */
export class FakeClock {
  #time: number

  /**
   * @param start The initial time.
   * @default start noon of 1 March 2026, UTC
   */
  constructor(start: Date = new Date('2026-03-01T12:00:00.000Z')) {
    this.#time = start.getTime()
  }

  /** Returns the time. Pass it to every option `now`. */
  readonly now = (): Date => new Date(this.#time)

  /**
   * Moves the clock forward.
   *
   * @param seconds The seconds to advance, rounded to milliseconds.
   */
  advance(seconds: number): void {
    this.#time += Math.round(seconds * 1000)
  }
}
