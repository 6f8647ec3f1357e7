import { type Bill, distant, instant, metered } from './bindings.ts'
import { Browser, visitorOf } from './browser.ts'
import type { Bindings, Contender } from './contender.ts'

/** One kind of request: its path, and the visitors that send it. */
interface Scenario {
  path: string
  /** Without a session, with the same session each time, or with another session each time. */
  visitors: 'strangers' | 'one' | 'many'
}

export const SCENARIOS: Record<string, Scenario> = {
  'anonymous, untouched': { path: '/untouched', visitors: 'strangers' },
  'anonymous, read': { path: '/read', visitors: 'strangers' },
  untouched: { path: '/untouched', visitors: 'one' },
  read: { path: '/read', visitors: 'one' },
  'first write': { path: '/write', visitors: 'strangers' },
  change: { path: '/change', visitors: 'one' },
  'renew key': { path: '/renew', visitors: 'one' },
  logout: { path: '/logout', visitors: 'many' },
  // More sessions than an isolate remembers the signatures of.
  'read, others between': { path: '/read', visitors: 'many' },
}

export interface Block {
  contender: Contender
  scenario: string
  requests: number
  /** Milliseconds to the database; `null` for one that answers at once. */
  distance: number | null
}

type Visits = { path: string; visitors: Browser[] }

const prepared = new Map<string, Visits>()
const databases = new Map<string, Bindings>()

/** Makes the visitors of the next block, outside the time that is measured. */
export async function prepare(env: Bindings, block: Block): Promise<void> {
  const { contender, requests, distance } = block
  const { path, visitors: kind } = scenarioOf(block.scenario)
  const name = nameOf(block)
  const isReused = path !== '/logout' && prepared.get(name)?.visitors.length === requests
  if (isReused) return
  const alone = databases.get(name) ?? instant(env, path === '/read' && kind === 'many')
  databases.set(name, alone)
  const bindings = distance === null ? alone : distance === 0 ? env : distant(env, distance)
  const one = kind === 'one' ? await visitorOf(contender, bindings) : undefined
  const visitors: Browser[] = []
  while (visitors.length < requests) {
    if (one !== undefined) visitors.push(one)
    else if (kind === 'many') visitors.push(await visitorOf(contender, bindings))
    else visitors.push(new Browser(contender, bindings))
  }
  prepared.set(name, { path, visitors })
}

/** Sends the requests of a block, one after another, and returns how long each took, in whole ms. */
export async function sendBlock(block: Block): Promise<number[]> {
  const { path, visitors } = prepared.get(nameOf(block)) ?? { path: '', visitors: [] }
  const times: number[] = []
  for (const visitor of visitors) {
    const start = performance.now()
    // A stranger stays one.
    if (SCENARIOS[block.scenario]?.visitors === 'strangers') visitor.cookies.clear()
    await visitor.visit(path)
    times.push(performance.now() - start)
  }
  return times
}

/** Sends many changes of one session at once. */
export async function sendAtOnce(env: Bindings, block: Block): Promise<void> {
  const visitor = await visitorOf(block.contender, distant(env, block.distance ?? 0))
  await Promise.all(Array.from({ length: block.requests }, () => visitor.get('/change')))
}

/** Returns what the second request of a scenario costs. The first one is not counted. */
export async function count(
  env: Bindings,
  { contender, scenario }: Block,
): Promise<Bill & { cookies: number }> {
  const { path, visitors } = scenarioOf(scenario)
  const meter = metered(env)
  const first = await visitor()
  await first.visit(path)
  const second = visitors === 'one' ? first : await visitor()
  meter.takeBill()
  const { setCookies, statements } = await second.visit(path)
  const bill = meter.takeBill()
  return { ...bill, statements: bill.statements + statements, cookies: setCookies.length }

  async function visitor(): Promise<Browser> {
    if (visitors === 'strangers') return new Browser(contender, meter.env)
    return visitorOf(contender, meter.env)
  }
}

function nameOf({ contender, scenario, distance }: Block): string {
  return `${contender.name} ${scenario} ${distance}`
}

function scenarioOf(name: string): Scenario {
  const found = SCENARIOS[name]
  if (found === undefined) throw new Error(`Expected a scenario, got ${name}`)
  return found
}
