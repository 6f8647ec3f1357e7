import { expect } from 'vitest'
import {
  memoryStore,
  type SessionOptions,
  type SessionStore,
  sessionCodec,
} from '../../src/edge-sessions/index.ts'
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
/** The data before the other browser changed it. */
const OLD: Partial<RaceData> = { owner: 'seed', n: 4, same: 'old' }
/** Lifetime of a cached copy in seconds: longer than the session. */
const CACHE = 60
const codec = sessionCodec({ secretKey: SECRET_KEY })

/** The state at the start of the requests. */
export interface Start {
  /** Seconds since the session was saved; it lives for 30. */
  age: number
  /** Seconds that pass with each store call. */
  tick: number
  /** Creates the store. Default: in memory. */
  makeStore?: () => SessionStore
  /** The cached copy that each request sends, with `cookieCache`. Default: off. */
  copies?: readonly CopyName[]
}

/** A copy from before another browser changed the session, a current copy, or no copy. */
export type CopyName = 'old' | 'new' | 'none'

/** The outcome of one request. */
interface Outcome {
  operation: OperationName
  status: number
  body: unknown
  /** The key in its session cookie; `''` for a removal, `undefined` for no cookie. */
  cookie: string | undefined
  /** Whether the visitor's key was alive when the response was made. */
  isOldKeyAlive: boolean
  /** Whether the key in the cookie was alive. */
  isCookieAlive: boolean
  /** The content of the copy in the response; `''` for a removal, `undefined` for no copy. */
  copied: unknown
}

/** The expected data of each live session. */
type Model = Map<string, Partial<RaceData>>

/** Runs requests in one session in the order that `choose` picks, and checks the outcome. */
export async function race(
  names: readonly OperationName[],
  { age, tick, makeStore = memoryStore, copies }: Start,
  choose: Choose,
): Promise<void> {
  const clock = new FakeClock()
  const store = makeStore()
  const visitorsKey = await store.create({
    data: await codec.encode(new Map(Object.entries(SEED)), clock.now()),
    expires: new Date(clock.now().getTime() + LIFE * 1000),
  })
  const sent = copies && (await copiesOf(visitorsKey, store, clock))
  clock.advance(age)

  const scheduler = new Scheduler(store, (waiting) => {
    clock.advance(tick)
    return choose(waiting)
  })
  const outcomes: Outcome[] = []
  await scheduler.run(
    names.map((name, request) => async () => {
      const options = {
        store: scheduler.storeOf(request),
        cookieCache: copies === undefined ? undefined : CACHE,
      }
      const copy = sent?.[copies?.[request] ?? 'none'] ?? ''
      const cookie = `sessionid=${visitorsKey}${copy}`
      const response = await send(OPERATIONS[name], request, cookie, options, clock)
      outcomes[request] = await outcomeOf(name, response, visitorsKey, store, clock)
    }),
  )

  const { calls } = scheduler
  const order = calls.map(({ request, method }) => `${request} ${method}`).join(', ')
  const model: Model = new Map(age < LIFE ? [[visitorsKey, SEED]] : [])
  const written = followCalls(model, calls, outcomes, order)
  await checkStore(model, calls, store, clock, order)
  for (const [request, outcome] of outcomes.entries()) {
    const copy = age < LIFE ? (copies?.[request] ?? 'none') : 'none'
    checkOutcome(outcome, request, calls, order, copy)
    if (copies === undefined) continue
    const why = `the copy after request ${request}, ${outcome.operation}: ${order}`
    checkCopy(outcome, copy, written.get(request), why)
  }
}

async function send(
  operation: Operation,
  request: number,
  cookie: string,
  given: Pick<SessionOptions, 'store' | 'cookieCache'>,
  { now }: Pick<FakeClock, 'now'>,
): Promise<Response> {
  const saveEveryRequest = operation.saveEveryRequest ?? false
  const options = { ...given, secretKey: SECRET_KEY, cookieAge: LIFE, saveEveryRequest, now }
  return raceApp.request('/', { headers: { Cookie: cookie } }, { options, operation, request })
}

/** Reads the session before and after another browser changes it. Returns the copies as cookies. */
async function copiesOf(
  key: string,
  store: SessionStore,
  clock: FakeClock,
): Promise<Record<CopyName, string>> {
  async function copyOf(data: Partial<RaceData>): Promise<string> {
    const record = await store.load(key, clock.now())
    if (record === null) throw new Error('Expected a session to copy')
    const text = await codec.encode(new Map(Object.entries(data)), clock.now())
    await store.replace(key, record.data, { ...record, data: text })
    const options = { store, cookieCache: CACHE }
    const response = await send(OPERATIONS.read, 0, `sessionid=${key}`, options, clock)
    return `; sessionid_cache=${setCookie(response, 'sessionid_cache')}`
  }
  return { old: await copyOf(OLD), new: await copyOf(SEED), none: '' }
}

/** Returns the value of a cookie in a response; `''` for a removal, `undefined` for no cookie. */
function setCookie(response: Response, name: string): string | undefined {
  const headers = response.headers.getSetCookie().filter((text) => text.startsWith(`${name}=`))
  expect(headers.length).toBeLessThanOrEqual(1)
  return headers[0]?.slice(name.length + 1, headers[0].indexOf(';')).replaceAll('"', '')
}

async function outcomeOf(
  operation: OperationName,
  response: Response,
  visitorsKey: string,
  store: SessionStore,
  { now }: FakeClock,
): Promise<Outcome> {
  const value = setCookie(response, 'sessionid')
  const copy = setCookie(response, 'sessionid_cache')
  const { status } = response
  return {
    operation,
    status,
    body: status === 200 ? await response.json() : null,
    cookie: value,
    isOldKeyAlive: (await store.load(visitorsKey, now())) !== null,
    isCookieAlive: value !== undefined && (await store.load(value, now())) !== null,
    copied: copy ? await readCopy(value ?? visitorsKey, copy, now) : copy,
  }
}

/** Reads a copy as the next request does, with an empty store. */
async function readCopy(key: string, copy: string, now: () => Date): Promise<unknown> {
  const cookie = `sessionid=${key}; sessionid_cache=${copy}`
  const options = { store: memoryStore(), cookieCache: CACHE }
  return (await send(OPERATIONS.read, 0, cookie, options, { now })).json()
}

/** Applies each successful store call to the model, and checks that it was allowed. */
function followCalls(
  model: Model,
  calls: readonly Call[],
  outcomes: readonly Outcome[],
  order: string,
): Map<number, unknown> {
  /** The data that each request left under the key of its browser. */
  const written = new Map<number, unknown>()
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
    if (method !== 'load' && result === true) written.set(request, undefined)
    if (method === 'touch' && result === true) {
      expect(members, `a dead key stays dead: ${order}`).toBeDefined()
    }
    if (method === 'replace' && result === true) {
      expect(members, `a dead key stays dead: ${order}`).toBeDefined()
      model.delete(key)
      model.set(newKey ?? key, operation.effect(members ?? {}, request))
    }
    const isWrite = method === 'create' || method === 'touch' || method === 'replace'
    if (isWrite && result === true) written.set(request, model.get(newKey ?? key))
  }
  return written
}

/** Checks that the store matches the model: nothing is lost and nothing is revived. */
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
  copy: CopyName,
): void {
  const why = `request ${request}, ${operation}, answered ${status}: ${order}`
  const own = calls.filter((call) => call.request === request)
  const others = calls.filter((call) => call.request !== request)
  const written = own.filter(
    ({ method, result }) => method !== 'load' && method !== 'delete' && result === true,
  )
  const isMissed =
    operation === 'read, then flush' &&
    (copy !== 'none' || own.some(({ method, result }) => method === 'load' && result !== null)) &&
    own.some(({ method, result }) => method === 'delete' && result === false)
  if (isMissed) expect(status, `a logout of a session that has moved: ${why}`).toBe(400)
  expect(written.length, `writes of ${why}`).toBe(expectedWrites(operation, status, own, copy))

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

/** Returns the expected number of writes: one for a successful change, none otherwise. */
function expectedWrites(
  operation: OperationName,
  status: number,
  own: readonly Call[],
  copy: CopyName,
): number {
  if (status !== 200 || operation === 'read' || operation.endsWith('flush')) return 0
  const hasTouched = own.some(({ method, result }) => method === 'touch' && result === true)
  if (operation === 'touch') return hasTouched ? 1 : 0
  const isLoaded = own.some(({ method, result }) => method === 'load' && result !== null)
  const hasFound = copy !== 'none' || isLoaded
  return operation === 'renew the key' && !hasFound ? 0 : 1
}

/** Checks that a browser reads its own write and nothing older than the copy it sent. */
function checkCopy(
  { operation, status, body, copied }: Outcome,
  copy: CopyName,
  written: unknown,
  why: string,
): void {
  if (operation === 'read' && copy === 'old') expect(body, why).toEqual(OLD)
  if (operation === 'read' && copy === 'new') expect(body, why).toEqual(SEED)
  if (operation === 'read' && copy !== 'none') expect(copied, why).toBeUndefined()
  if (status !== 200) expect(copied || undefined, why).toBeUndefined()
  else if (written !== undefined) expect(copied, why).toEqual(written)
}

function endsSession({ method, newKey, result }: Call): boolean {
  return (method === 'delete' || (method === 'replace' && newKey !== undefined)) && result === true
}
