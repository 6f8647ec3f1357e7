import { type Context, Hono } from 'hono'
import {
  type Session,
  type SessionOptions,
  type SessionVariables,
  sessions,
} from '../../src/edge-sessions/index.ts'

export interface RaceData {
  owner: string
  n: number
  same: string
  user: string
  first: string
  second: string
  third: string
}

/** The key that only the request with this index sets. */
const OWN = ['first', 'second', 'third'] as const

/** The action of a request and its expected effect on the stored data. */
export interface Operation {
  /** @returns The body of the response. */
  run(session: Session<RaceData>, request: number): unknown
  effect(members: Partial<RaceData>, request: number): Partial<RaceData>
  status?: 500
  saveEveryRequest?: true
}

function unchanged(members: Partial<RaceData>): Partial<RaceData> {
  return members
}

export const OPERATIONS = {
  read: { run: (session) => session.toObject(), effect: unchanged },
  'set another key': {
    run: (session, request) => session.set(OWN[request] ?? 'first', 'set'),
    effect: (members, request) => ({ ...members, [OWN[request] ?? 'first']: 'set' }),
  },
  'set the same key': {
    run: (session, request) => session.set('same', `by ${request}`),
    effect: (members, request) => ({ ...members, same: `by ${request}` }),
  },
  update: {
    run: (session) => session.update('n', (n = 0) => n + 1),
    effect: (members) => ({ ...members, n: (members.n ?? 0) + 1 }),
  },
  'renew the key': { run: (session) => session.cycleKey(), effect: unchanged },
  'renew the key and set': {
    run: (session) => {
      session.cycleKey()
      session.set('user', 'Ankit')
    },
    effect: (members) => ({ ...members, user: 'Ankit' }),
  },
  flush: { run: (session) => session.flush(), effect: () => ({}) },
  'read, then flush': {
    run: async (session) => {
      await session.load()
      return session.flush()
    },
    effect: () => ({}),
  },
  'flush, then set': {
    run: async (session, request) => {
      await session.flush()
      session.set(OWN[request] ?? 'first', 'new')
    },
    effect: (_, request) => ({ [OWN[request] ?? 'first']: 'new' }),
  },
  touch: { run: () => {}, effect: unchanged, saveEveryRequest: true },
  'set, then fail with 500': {
    run: (session) => session.set('same', 'never'),
    effect: unchanged,
    status: 500,
  },
} as const satisfies Record<string, Operation>

export type OperationName = keyof typeof OPERATIONS

export const NAMES = Object.keys(OPERATIONS) as OperationName[]

interface RaceBindings {
  options: SessionOptions
  operation: Operation
  request: number
}

/** Runs the operation in its bindings and responds with its result. */
export const raceApp = new Hono<{
  Bindings: RaceBindings
  Variables: SessionVariables<RaceData>
}>()

raceApp.use(sessions<RaceData>((c: Context<{ Bindings: RaceBindings }>) => c.env.options))

raceApp.get('/', async (c) => {
  const { operation, request } = c.env
  const answer = (await operation.run(c.var.session, request)) ?? null
  return c.json(answer, operation.status ?? 200)
})
