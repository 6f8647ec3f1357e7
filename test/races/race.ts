import { expect } from 'vitest'
import { memoryStore, type SessionStore, sessionCodec } from '../../src/edge-sessions/index.ts'
import { type Call, type Choose, Scheduler } from '../support/scheduler.ts'
import { FakeClock, SECRET_KEY } from '../support/test-app.ts'
import {
  OPERATIONS,
  type Operation,
  type OperationName,
  type RaceData,
  raceApp,
} from './operations.ts'

const LIFE = 30
const SEED: Partial<RaceData> = { owner: 'seed', n: 5, same: 'seed' }
const codec = sessionCodec({ secretKey: SECRET_KEY })

/** What the requests find. */
export interface Start {
  /** Seconds since the session was saved; it lives for 30. */
  age: number
  /** Seconds that pass with each store call. */
  tick: number
  /** Makes the store. Default: in memory. */
  makeStore?: () => SessionStore
}

/** How one request ended. */
interface Outcome {
  operation: OperationName
  status: number
  body: unknown
  /** The key in its session cookie; `''` for a removal, `undefined` for no cookie. */
  cookie: string | undefined
  /** Whether the visitor's key was alive when the response was made. */
  isOldKeyAlive: boolean
  /** Whether the key in the cookie was. */
  isCookieAlive: boolean
}

/** The members of each live session, as a model has them. */
type Model = Map<string, Partial<RaceData>>

/** Runs requests of one visitor in the order that `choose` makes, and checks what comes of it. */
export async function race(
  names: readonly OperationName[],
  { age, tick, makeStore = memoryStore }: Start,
  choose: Choose,
): Promise<void> {
  const clock = new FakeClock()
  const store = makeStore()
  const visitorsKey = await store.create({
    data: await codec.encode(new Map(Object.entries(SEED)), clock.now()),
    expires: new Date(clock.now().getTime() + LIFE * 1000),
  })
  clock.advance(age)

  const scheduler = new Scheduler(store, (waiting) => {
    clock.advance(tick)
    return choose(waiting)
  })
  const outcomes: Outcome[] = []
  await scheduler.run(
    names.map((name, request) => async () => {
      const response = await send(name, request, visitorsKey, scheduler.storeOf(request), clock)
      outcomes[request] = await outcomeOf(name, response, visitorsKey, store, clock)
    }),
  )

  const { calls } = scheduler
  const order = calls.map(({ request, method }) => `${request} ${method}`).join(', ')
  const model: Model = new Map(age < LIFE ? [[visitorsKey, SEED]] : [])
  followCalls(model, calls, outcomes, order)
  await checkStore(model, calls, store, clock, order)
  for (const [request, outcome] of outcomes.entries()) checkOutcome(outcome, request, calls, order)
}

async function send(
  name: OperationName,
  request: number,
  key: string,
  store: SessionStore,
  { now }: FakeClock,
): Promise<Response> {
  const operation: Operation = OPERATIONS[name]
  const saveEveryRequest = operation.saveEveryRequest ?? false
  const options = { store, secretKey: SECRET_KEY, cookieAge: LIFE, saveEveryRequest, now }
  const headers = { Cookie: `sessionid=${key}` }
  return raceApp.request('/', { headers }, { options, operation, request })
}

async function outcomeOf(
  operation: OperationName,
  response: Response,
  visitorsKey: string,
  store: SessionStore,
  { now }: FakeClock,
): Promise<Outcome> {
  const cookies = response.headers.getSetCookie()
  expect(cookies.length).toBeLessThanOrEqual(1)
  const value = cookies[0] && /^sessionid=("")?([a-z0-9]*);/.exec(cookies[0])?.[2]
  const { status } = response
  return {
    operation,
    status,
    body: status === 200 ? await response.json() : null,
    cookie: value,
    isOldKeyAlive: (await store.load(visitorsKey, now())) !== null,
    isCookieAlive: value !== undefined && (await store.load(value, now())) !== null,
  }
}

/** Does in the model what each call did in the store, and checks that it could be done. */
function followCalls(
  model: Model,
  calls: readonly Call[],
  outcomes: readonly Outcome[],
  order: string,
): void {
  for (const { request, method, key, newKey, result } of calls) {
    const outcome = outcomes[request]
    if (outcome === undefined) throw new Error('Expected every request to end')
    const operation: Operation = OPERATIONS[outcome.operation]
    const members = model.get(key)
    if (method === 'load' && outcome.operation === 'read') {
      expect(outcome.body, `what is read: ${order}`).toEqual(members ?? {})
    }
    if (method === 'delete') {
      const why = `a logout that removes nothing says so: ${order}`
      if (model.has(key)) expect(result, why).toBe(true)
      if (outcome.operation === 'flush') expect(outcome.body, why).toBe(result)
      model.delete(key)
    }
    if (method === 'create' && result === true) model.set(key, operation.effect({}, request))
    if (method === 'touch' && result === true) {
      expect(members, `a dead key stays dead: ${order}`).toBeDefined()
    }
    if (method === 'replace' && result === true) {
      expect(members, `a dead key stays dead: ${order}`).toBeDefined()
      model.delete(key)
      model.set(newKey ?? key, operation.effect(members ?? {}, request))
    }
  }
}

/** Nothing is lost and nothing comes back: the store holds what the model holds. */
async function checkStore(
  model: Model,
  calls: readonly Call[],
  store: SessionStore,
  { now }: FakeClock,
  order: string,
): Promise<void> {
  const live: unknown[] = []
  for (const key of new Set(calls.flatMap(({ key, newKey }) => [key, newKey ?? key]))) {
    const record = await store.load(key, now())
    const members = record && Object.fromEntries(await codec.decode(record.data))
    expect(members, `what is stored: ${order}`).toEqual(model.get(key) ?? null)
    if (members !== null && 'owner' in members) live.push(key)
  }
  expect(live.length, `one live key at most: ${order}`).toBeLessThanOrEqual(1)
}

function checkOutcome(
  { operation, status, cookie, isOldKeyAlive, isCookieAlive }: Outcome,
  request: number,
  calls: readonly Call[],
  order: string,
): void {
  const why = `request ${request}, ${operation}, answered ${status}: ${order}`
  const own = calls.filter((call) => call.request === request)
  const others = calls.filter((call) => call.request !== request)
  const written = own.filter(
    ({ method, result }) => method !== 'load' && method !== 'delete' && result === true,
  )
  const isMissed =
    operation === 'read, then flush' &&
    own.some(({ method, result }) => method === 'load' && result !== null) &&
    own.some(({ method, result }) => method === 'delete' && result === false)
  if (isMissed) expect(status, `a logout of a session that has moved: ${why}`).toBe(400)
  expect(written.length, `writes of ${why}`).toBe(expectedWrites(operation, status, own))

  if (status === 400) expect(others.some(endsSession), `refusal of ${why}`).toBe(true)
  else expect(status, why).toBe(operation === 'set, then fail with 500' ? 500 : 200)

  const [write] = written
  if (cookie === undefined) {
    expect(write, `no cookie for ${why}`).toBeUndefined()
  } else if (cookie === '') {
    expect([status, isOldKeyAlive], `removal of the cookie of ${why}`).toEqual([200, false])
  } else {
    expect([status, isCookieAlive], `cookie of ${why}`).toEqual([200, true])
    expect(cookie, `cookie of ${why}`).toBe(write?.newKey ?? write?.key)
  }
}

/** A request that is told that all is well has written once; one that is refused, not at all. */
function expectedWrites(operation: OperationName, status: number, own: readonly Call[]): number {
  if (status !== 200 || operation === 'read' || operation.endsWith('flush')) return 0
  const hasTouched = own.some(({ method, result }) => method === 'touch' && result === true)
  if (operation === 'touch') return hasTouched ? 1 : 0
  const hasFound = own.some(({ method, result }) => method === 'load' && result !== null)
  return operation === 'renew the key' && !hasFound ? 0 : 1
}

function endsSession({ method, newKey, result }: Call): boolean {
  return (method === 'delete' || (method === 'replace' && newKey !== undefined)) && result === true
}
