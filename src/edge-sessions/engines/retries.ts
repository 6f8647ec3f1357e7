const MAX_ATTEMPTS = 3
const FIRST_PAUSE = 50

/** Options for retries. */
export interface RetryOptions {
  /**
   * Waits for a number of milliseconds.
   *
   * @default a timer
   */
  sleep?: ((milliseconds: number) => Promise<void>) | undefined
}

/**
 * Runs `attempt`, and again after a transient error.
 *
 * @param attempt Does the work. Its argument says whether an earlier attempt failed, perhaps after
 * it took effect.
 * @throws The error of the last attempt.
 */
export type WithRetries = <Result>(
  attempt: (isRetry: boolean) => Promise<Result>,
  options?: RetryOptions,
) => Promise<Result>

/**
 * Returns a function that makes up to three attempts, with random waits so that competing requests
 * do not retry at the same time.
 *
 * @param isTransient Returns whether an error is transient.
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
