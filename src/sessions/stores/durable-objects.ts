import { assertKnownOptions, assertNamespaceBinding, type OptionNames } from '../../config/index.ts'
import { makeKey } from '../key.ts'
import type { SessionRecord, SessionStore } from '../store.ts'
import { type RetryOptions, retrying } from './retries.ts'
import type { Answer, Move, Outcome, SessionObject } from './session-object.ts'

type SessionStub = DurableObjectStub<SessionObject>

/** As Cloudflare advises; an overloaded object is left in peace. */
const withRetries = retrying(
  (error) => isMarked(error, 'retryable') && !isMarked(error, 'overloaded'),
)

/** All options of `durableObjectStore`. */
const NAMES: OptionNames<RetryOptions> = { sleep: true }

/**
 * A store with one Durable Object a session: no database that all requests share, and none that
 * can fill up. The object's alarm removes the session when it has ended, so there is nothing left
 * to do for `clearExpired`.
 *
 * Every operation is one call of one object, but for the renewal of a key, which is four. Errors
 * that Durable Objects mark as `retryable` are retried, and a repeated write is not done twice; it
 * fails if it can no longer be told whether it was done.
 *
 * @param namespace The binding of the class `SessionObject` of `edge-sessions/durable-objects`; one of `namespace.jurisdiction('eu')`
 * keeps the sessions there.
 *
 * @throws ImproperlyConfigured when the binding is missing or an option is unknown.
 */
export function durableObjectStore(
  namespace: DurableObjectNamespace<SessionObject>,
  retries: RetryOptions = {},
): SessionStore {
  assertNamespaceBinding(namespace, 'durableObjectStore')
  assertKnownOptions(retries, NAMES, 'durableObjectStore')

  /** Calls the object of a key, through a new stub each time: an error may have broken the last. */
  async function call<Result>(
    key: string,
    work: (object: SessionStub, isRetry: boolean) => Promise<Result>,
  ): Promise<Result> {
    return withRetries(
      (isRetry) => work(namespace.get(namespace.idFromName(key)), isRetry),
      retries,
    )
  }

  /**
   * Asks the object of a key, after settling a renewal that was interrupted, if there is one.
   * `null`: there is no such session.
   */
  async function ask<Result>(
    key: string,
    question: (object: SessionStub, isRetry: boolean) => Promise<Answer<Result>>,
  ): Promise<Result | null> {
    let refused: string | null = null
    for (;;) {
      const answer: Answer<Result> = await call(key, question)
      if ('result' in answer) return answer.result
      const { move } = answer
      // Still on its way at a moment when it had not left: nothing is here yet.
      if (move.write === refused) return null
      if (!(await settle(key, move))) refused = move.write
    }
  }

  /** Ends a move whose session has left, seen from either end; `false` if it has not left. */
  async function settle(key: string, { from, to, write }: Move): Promise<boolean> {
    if (key === to && !(await call(from, (object) => object.hasLeft(write)))) return false
    await call(to, (object) => object.arrive(write))
    if (key === from) await call(from, (object) => object.forget(write))
    return true
  }

  async function write(
    key: string,
    question: (object: SessionStub) => Promise<Answer<Outcome>>,
  ): Promise<boolean> {
    let hasFailed = false
    const outcome = await ask(key, (object, isRetry) => {
      hasFailed ||= isRetry
      return question(object)
    })
    // Other data may have come after ours, or instead.
    if (outcome !== 'other data' || !hasFailed) return outcome === 'done'
    throw new Error('Expected to hear whether the session was saved, but the answer was lost')
  }

  // A renewal moves the record in four steps. The second is the one that counts: a single write in
  // the old object ends the old key and begins the new one, which is served from the first step's
  // copy as soon as the old object says that the session has left. A crash
  //   after step 1 leaves the session under the old key, and a copy that no key leads to;
  //   after step 2 leaves it under the new key, whose object asks the old one at its next use;
  //   after step 3 leaves a note in the old object.
  // What is left over ends with the session, by the alarm of its object.
  async function renew(previous: string, record: SessionRecord, move: Move): Promise<boolean> {
    const { from, to } = move
    if (!(await write(to, (object) => object.reserve(record, move)))) return false
    const outcome = await ask(from, (object) => object.leave(previous, move, record.expires))
    const hasLeft = outcome === 'done'
    await tidyUp(async () => {
      if (hasLeft) await call(to, (object) => object.arrive(move.write))
      await call(hasLeft ? from : to, (object) => object.forget(move.write))
    })
    return hasLeft
  }

  return {
    load(key, now) {
      return ask(key, (object) => object.load(now))
    },
    async create(key, record) {
      const id = makeKey()
      return write(key, (object) => object.create(record, id))
    },
    async replace(key, previous, record, newKey = key) {
      const id = makeKey()
      if (newKey !== key) return renew(previous, record, { from: key, to: newKey, write: id })
      return write(key, (object) => object.replace(previous, record, id))
    },
    async touch(key, previous, expires) {
      return (await ask(key, (object) => object.touch(previous, expires))) === 'done'
    },
    async delete(key) {
      let hasFailed = false
      const isDeleted = await ask(key, (object, isRetry) => {
        hasFailed ||= isRetry
        return object.delete()
      })
      // A first call whose answer was lost may have removed it.
      return isDeleted === true || hasFailed
    },
    async clearExpired() {
      return { deleted: 0, scanned: 0, statements: 0, complete: true }
    },
  }
}

/** Does what the outcome of a renewal, known by then, does not depend on. */
async function tidyUp(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch {
    console.warn('A renewed session was not tidied up after; its next use or its alarm does it')
  }
}

function isMarked(error: unknown, mark: 'retryable' | 'overloaded'): boolean {
  return error instanceof Error && Reflect.get(error, mark) === true
}
