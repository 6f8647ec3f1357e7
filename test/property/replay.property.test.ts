import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryStore, Session, sessionCodec } from '../../src/edge-sessions/index.ts'
import { NOON, SECRET_KEY } from '../support/test-app.ts'
import { runs, TIMEOUT } from './runs.ts'
import { changingStep, type Data, perform, type Step } from './steps.ts'

const codec = sessionCodec({ secretKey: SECRET_KEY })

type Members = Map<string, unknown>

/** Applies a step to the model. Returns whether it had an effect. */
function apply(members: Members, step: Step): boolean {
  switch (step.do) {
    case 'set':
      members.set(step.name, step.value)
      return true
    case 'setDefault':
      if (members.has(step.name)) return false
      members.set(step.name, step.value)
      return true
    case 'delete':
    case 'pop':
      return members.delete(step.name)
    case 'count':
      members.set('count', Number(members.get('count') ?? 0) + 1)
      return true
    case 'append':
    case 'append in place':
    case 'push':
      members.set('list', [...listIn(members), step.value])
      return true
    case 'clear':
      members.clear()
      return true
    default:
      throw new Error(`Expected a step that changes members, got ${step.do}`)
  }
}

function listIn(members: Members): unknown[] {
  const list = members.get('list')
  return Array.isArray(list) ? list : []
}

/** One of two requests: the data it sees and the changes that are replayed. */
class Request {
  readonly session: Session<Data>
  readonly #seen: Members
  readonly #changes: ((members: Members) => void)[] = []

  constructor(session: Session<Data>, members: Members) {
    this.session = session
    this.#seen = new Map(members)
  }

  async step(step: Step): Promise<void> {
    await perform(this.session, step, NOON)
    if (!apply(this.#seen, step)) return
    // An array changed in place is saved as a whole, because the single changes are unknown.
    const list = listIn(this.#seen)
    this.#changes.push((members) => {
      if (step.do === 'push') members.set('list', list)
      else apply(members, step)
    })
  }

  replayOn(members: Members): void {
    for (const change of this.#changes) change(members)
  }
}

const start: fc.Arbitrary<{ list?: string[] }> = fc.record(
  { a: fc.constant('s'), count: fc.constant(7), list: fc.constantFrom(['s']) },
  { requiredKeys: [] },
)

const steps = fc.array(fc.tuple(fc.constantFrom(0, 1), changingStep), { maxLength: 10 })

describe('two concurrent requests that change one session (P3)', () => {
  it('have the same result as if run one after the other', {
    timeout: TIMEOUT,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(
        start,
        steps,
        fc.constantFrom([0, 1], [1, 0]),
        async (seed, steps, order) => {
          const config = { store: memoryStore(), codec, now: () => NOON }
          const first = new Session<Data>(null, config)
          first.assign(seed)
          await first.save()
          const members: Members = new Map(Object.entries(seed))
          const requests = [0, 1].map(
            () => new Request(new Session<Data>(first.key, config), members),
          )
          for (const { session } of requests) await session.load()

          for (const [index, step] of steps) await requests[index]?.step(step)
          for (const index of order) {
            await requests[index]?.session.save()
            requests[index]?.replayOn(members)
          }

          const read = await new Session<Data>(first.key, config).toObject()
          expect(read).toEqual(Object.fromEntries(members))
        },
      ),
      runs(1500),
    )
  })
})
