const MAX_ATTEMPTS = 3
const FIRST_PAUSE = 50

/** How a store waits between two tries. */
export interface RetryOptions {
  /** Waits so many milliseconds. Default: real time. */
  sleep?: ((milliseconds: number) => Promise<void>) | undefined
}

/**
 * Runs `attempt`, and again when it fails in a way that passes by itself.
 *
 * @param attempt Does the work; told whether an earlier try failed with an unknown outcome.
 * @throws What the last attempt threw.
 */
export type WithRetries = <Result>(
  attempt: (isRetry: boolean) => Promise<Result>,
  options?: RetryOptions,
) => Promise<Result>

/**
 * Makes a function that tries three times in all, with waits that are random, so that competing
 * requests do not come back together.
 *
 * @param isTransient Whether an error passes by itself.
 */
export function retrying(isTransient: (error: unknown) => boolean): WithRetries {
  return async function withRetries(attempt, { sleep = wait } = {}) {
    for (let tries = 1; ; tries++) {
      try {
        return await attempt(tries > 1)
      } catch (error) {
        if (tries === MAX_ATTEMPTS || !isTransient(error)) throw error
        await sleep(Math.random() * FIRST_PAUSE * 2 ** tries)
      }
    }
  }
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
