import { describe, expect, it } from 'vitest'
import type { SessionStore } from '../../sessions/index.ts'
import { after, NOW, record } from './records.ts'

const KEY = 'k'.repeat(32)
const NEXT = record('second', 30)

const CALLS: [string, (broken: SessionStore) => Promise<unknown>][] = [
  ['load', (broken) => broken.load(KEY, NOW)],
  ['create', (broken) => broken.create(NEXT)],
  ['replace', (broken) => broken.replace(KEY, 'first', NEXT)],
  ['replace with `rotate`', (broken) => broken.replace(KEY, 'first', NEXT, { rotate: true })],
  ['touch', (broken) => broken.touch(KEY, 'first', after(60))],
  ['delete', (broken) => broken.delete(KEY)],
  ['clearExpired', (broken) => broken.clearExpired(NOW)],
]

/** Tests that no call hides a failure of the database. */
export function describeFailures(
  makeBrokenStore: () => SessionStore | Promise<SessionStore>,
): void {
  describe('a failing database (P5)', () => {
    it.each(CALLS)('makes %s throw', async (_, call) => {
      await expect(call(await makeBrokenStore())).rejects.toBeInstanceOf(Error)
    })
  })
}
