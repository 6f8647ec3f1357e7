import { describe, expect, it } from 'vitest'
import { withRetries } from '../../../../src/edge-sessions/engines/d1/run.ts'
import { PERMANENT, TRANSIENT } from '../../../faults/d1-messages.ts'

/** Returns the number of attempts if the first one fails with this error. */
async function attemptsAfter(message: string): Promise<number> {
  let attempts = 0
  const work = withRetries(
    async () => {
      attempts += 1
      if (attempts === 1) throw new Error(message)
    },
    { sleep: async () => {} },
  )
  await work.catch(() => {})
  return attempts
}

describe('withRetries', () => {
  it.each(TRANSIENT)('retries after %s', async (message) => {
    expect(await attemptsAfter(message)).toBe(2)
  })

  it.each(PERMANENT)('fails at once after %s', async (message) => {
    expect(await attemptsAfter(message)).toBe(1)
  })
})
