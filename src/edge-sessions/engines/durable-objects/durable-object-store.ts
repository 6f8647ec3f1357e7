import { assertKnownOptions, assertNamespaceBinding, type OptionNames } from '../../config/index.ts'
import type { SessionRecord, SessionStore } from '../../sessions/index.ts'
import { createWithNewKey, type KeyOptions, makeKey } from '../../sessions/index.ts'
import { type RetryOptions, retrying } from '../retries.ts'
import type { Answer, Move, Outcome, SessionObject } from './session-object.ts'

type SessionStub = DurableObjectStub<SessionObject>

/** Retries as Cloudflare advises. Overloaded objects are not retried. */
const withRetries = retrying(
  (error) => isMarked(error, 'retryable') && !isMarked(error, 'overloaded'),
)

/** All options of `durableObjectStore`. */
const NAMES: OptionNames<RetryOptions & KeyOptions> = { sleep: true, randomBytes: true }

/**
 * Returns a store with one Durable Object per session, so there is no shared database that can fill
 * up. The object's alarm removes an expired session, so `clearExpired` has nothing to do.
 *
 * Every operation is one call of one object, except a key rotation, which takes four. Errors that
 * Durable Objects mark as `retryable` are retried. A retried write takes effect once, and throws if
 * its outcome is unknown.
 *
 * @param namespace The binding of the class `SessionObject` of `edge-sessions/durable-objects`, or
 * `namespace.jurisdiction('eu')` of it, which keeps the sessions in the EU.
 * @throws ImproperlyConfigured when the binding is missing or an option is unknown.
 * @example
 * ```ts
 * export { SessionObject } from 'edge-sessions/durable-objects'
 *
 * app.use(
 *   sessions((c) => ({
 *     store: durableObjectStore(c.env.SESSIONS),
 *     secretKey: c.env.SECRET_KEY,
 *   })),
 * )
 * ```
 */
export function durableObjectStore(
  namespace: DurableObjectNamespace<SessionObject>,
  options: RetryOptions & KeyOptions = {},
): SessionStore {
  assertNamespaceBinding(namespace, 'durableObjectStore')
  assertKnownOptions(options, NAMES, 'durableObjectStore')

  /** Calls the object of a key through a new stub, because an error may have broken the last one. */
  async function call<Result>(
    key: string,
    work: (object: SessionStub, isRetry: boolean) => Promise<Result>,
  ): Promise<Result> {
    return withRetries(
      (isRetry) => work(namespace.get(namespace.idFromName(key)), isRetry),
      options,
    )
  }

  /**
   * Calls the object of a key, after resolving an interrupted rotation. Returns `null` when there is
   * no such session.
   */
  async function callObject<Result>(
    key: string,
    operation: (object: SessionStub, isRetry: boolean) => Promise<Answer<Result>>,
  ): Promise<Result | null> {
    let refused: string | null = null
    for (;;) {
      const answer: Answer<Result> = await call(key, operation)
      if ('result' in answer) return answer.result
      const { move } = answer
      // It had not moved yet, so there is no session here.
      if (move.operationId === refused) return null
      if (!(await resolveMove(key, move))) refused = move.operationId
    }
  }

  /** Completes a move from either end. Returns `false` when the session has not moved. */
  async function resolveMove(key: string, { from, to, operationId }: Move): Promise<boolean> {
    if (key === to && !(await call(from, (object) => object.hasMoved(operationId)))) return false
    await call(to, (object) => object.finishMove(operationId))
    if (key === from) await call(from, (object) => object.abortMove(operationId))
    return true
  }

  async function write(
    key: string,
    operation: (object: SessionStub) => Promise<Answer<Outcome>>,
  ): Promise<boolean> {
    let hasFailed = false
    const outcome = await callObject(key, (object, isRetry) => {
      hasFailed ||= isRetry
      return operation(object)
    })
    // The other data may have been written after ours or instead of it.
    if (outcome !== 'other data' || !hasFailed) return outcome === 'done'
    throw new Error(
      "Lost the Durable Object's response: the session may or may not have been saved.",
    )
  }

  // A key rotation moves the record in four steps. The second decides: a single write in the old
  // object invalidates the old key and validates the copy that the first step made. A crash
  //   after step 1 leaves the session under the old key, and a copy that no key leads to;
  //   after step 2 leaves it under the new key, whose object asks the old one at its next use;
  //   after step 3 leaves a note in the old object.
  // Alarms remove these leftovers when the session expires.
  async function renew(previous: string, record: SessionRecord, move: Move): Promise<boolean> {
    const { from, to } = move
    if (!(await write(to, (object) => object.prepareMove(record, move)))) return false
    const outcome = await callObject(from, (object) =>
      object.commitMove(previous, move, record.expires),
    )
    const hasMoved = outcome === 'done'
    await tidyUp(async () => {
      if (hasMoved) await call(to, (object) => object.finishMove(move.operationId))
      await call(hasMoved ? from : to, (object) => object.abortMove(move.operationId))
    })
    return hasMoved
  }

  return {
    load(key, now) {
      return callObject(key, (object) => object.load(now))
    },
    async create(record, { keyPrefix } = {}) {
      return createWithNewKey({ ...options, keyPrefix }, (key) => {
        const id = makeKey()
        return write(key, (object) => object.create(record, id))
      })
    },
    async replace(key, previous, record, { rotate = false, keyPrefix } = {}) {
      const operationId = makeKey()
      if (!rotate) {
        const isDone = await write(key, (object) => object.replace(previous, record, operationId))
        return isDone ? key : null
      }
      const to = makeKey({ ...options, keyPrefix })
      if (to === key) return null
      return (await renew(previous, record, { from: key, to, operationId })) ? to : null
    },
    async touch(key, previous, expires) {
      return (await callObject(key, (object) => object.touch(previous, expires))) === 'done'
    },
    async delete(key) {
      let hasFailed = false
      const isDeleted = await callObject(key, (object, isRetry) => {
        hasFailed ||= isRetry
        return object.delete()
      })
      // The first attempt may have removed it and lost its response.
      return isDeleted === true || hasFailed
    },
    async clearExpired() {
      return { deleted: 0, scanned: 0, statements: 0, complete: true }
    },
  }
}

/** Runs the last steps of a rotation, whose outcome is already known. */
async function tidyUp(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch {
    console.warn(
      'Could not clean up after a key rotation. The next use of the session or its alarm will do it.',
    )
  }
}

function isMarked(error: unknown, mark: 'retryable' | 'overloaded'): boolean {
  return error instanceof Error && Reflect.get(error, mark) === true
}
