import fc from 'fast-check'
import type { Session } from '../../src/edge-sessions/index.ts'

/** The session data of the programs: strings, a counter and a list. */
export interface Data {
  a: string
  b: string
  count: number
  list: string[]
}

/** One call of a session. */
export type Step =
  | { do: 'get' | 'delete' | 'pop'; name: keyof Data }
  | { do: 'set' | 'setDefault'; name: 'a' | 'b'; value: string }
  | { do: 'count' | 'read all' | 'clear' | 'renew' | 'flush' | 'save' | 'force' }
  | { do: 'append' | 'append in place' | 'push'; value: string }
  | { do: 'expire'; seconds: number | null }
  | { do: 'expire at'; seconds: number }

const name = fc.constantFrom<keyof Data>('a', 'b', 'count', 'list')
const text = fc.constantFrom('a', 'b')
const value = fc.constantFrom('x', 'y', 'z')

/** Calls that change the data and that may be replayed after another request's save. */
export const changingStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constantFrom('delete' as const, 'pop' as const), name }),
  fc.record({ do: fc.constantFrom('set' as const, 'setDefault' as const), name: text, value }),
  fc.record({ do: fc.constantFrom('count' as const, 'clear' as const) }),
  fc.record({
    do: fc.constantFrom('append' as const, 'append in place' as const, 'push' as const),
    value,
  }),
)

/** All calls. */
export const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: changingStep },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('get' as const), name }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom<'read all' | 'renew' | 'flush' | 'save' | 'force'>(
        'read all',
        'renew',
        'flush',
        'save',
        'force',
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('expire' as const),
      seconds: fc.constantFrom(null, 0, 5, 60, -1),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('expire at' as const),
      seconds: fc.constantFrom(5, 60),
    }),
  },
)

/** Performs a call and returns a copy of its result, so that later changes do not affect it. */
export async function perform(session: Session<Data>, step: Step, now: Date): Promise<unknown> {
  const result = await call(session, step, now)
  return result === undefined ? null : JSON.parse(JSON.stringify(result))
}

async function call(session: Session<Data>, step: Step, now: Date): Promise<unknown> {
  switch (step.do) {
    case 'get':
      return session.get(step.name)
    case 'read all':
      return session.toObject()
    case 'set':
      return session.set(step.name, step.value)
    case 'setDefault':
      return session.setDefault(step.name, step.value)
    case 'delete':
      return session.delete(step.name)
    case 'pop':
      return session.pop(step.name)
    case 'count':
      return session.update('count', (count = 0) => count + 1)
    case 'append':
      return session.update('list', (list = []) => [...list, step.value])
    case 'append in place':
      return session.update('list', (list = []) => {
        list.push(step.value)
        return list
      })
    case 'push':
      return push(session, step.value)
    case 'clear':
      return session.clear()
    case 'expire':
      return session.setExpiry(step.seconds)
    case 'expire at':
      return session.setExpiry(new Date(now.getTime() + step.seconds * 1000))
    case 'renew':
      return session.cycleKey()
    case 'flush':
      // For expired rows, the result depends on the store.
      await session.flush()
      return undefined
    case 'save':
      return session.save()
    case 'force':
      session.modified = true
      return undefined
  }
}

/** Mutates an array that the session returned. */
async function push(session: Session<Data>, value: string): Promise<void> {
  const list = await session.get('list')
  if (list === undefined) session.set('list', [value])
  else list.push(value)
}
