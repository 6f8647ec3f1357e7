/**
 * Parts of the messages of D1 errors that pass by themselves, as D1's documentation lists them.
 * An overloaded database is not among them: retries would add to its load.
 */
const TRANSIENT = [
  'Network connection lost',
  'storage caused object to be reset',
  'reset because its code was updated',
  'Cannot resolve D1 DB due to transient issue on remote node',
]

const MAX_ATTEMPTS = 3
const FIRST_PAUSE = 50
const LONGEST_PAUSE = 2000

/** How `withRetries` waits. */
export interface RetryOptions {
  /** Waits so many milliseconds. Default: real time. */
  sleep?: (milliseconds: number) => Promise<void>
}

/**
 * Runs a statement, and again when D1 fails in a way that passes by itself: three times in all,
 * with waits that are random, so that competing requests do not come back together.
 *
 * @param attempt Runs the statement; told whether an earlier try failed with an unknown outcome.
 * @throws What the last attempt threw.
 */
export async function withRetries<Result>(
  attempt: (isRetry: boolean) => Promise<Result>,
  { sleep = wait }: RetryOptions = {},
): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt(tries > 1)
    } catch (error) {
      if (tries === MAX_ATTEMPTS || !isTransient(error)) throw error
      await sleep(Math.random() * Math.min(FIRST_PAUSE * 2 ** tries, LONGEST_PAUSE))
    }
  }
}

function isTransient(error: unknown): boolean {
  const message = error instanceof Error ? error.message : ''
  return TRANSIENT.some((part) => message.includes(part))
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
