import { distant, instant, metered } from './bindings.ts'
import { type Browser, browserOf, visitorOf } from './browser.ts'
import type { Bindings } from './contender.ts'
import { contenderOf } from './contenders/index.ts'

/** Requests of one kind to one contender. */
interface Block {
  name: string
  path: string
  /** Without a session, with the same session each time, or with another session each time. */
  visitors: 'strangers' | 'one' | 'many'
  requests: number
  /** Milliseconds to the database; `null` for one that answers at once. */
  distance: number | null
  isAtOnce?: boolean
}

const prepared = new Map<string, { bindings: Bindings; visitors: Browser[] }>()

/** Makes the visitors of the next block, outside the time that is measured. */
export async function prepare(env: Bindings, block: Block): Promise<void> {
  const key = JSON.stringify(block)
  const before = prepared.get(key)
  if (before !== undefined && block.path !== '/logout') return
  const bindings = before?.bindings ?? bindingsOf(env, block)
  prepared.set(key, { bindings, visitors: await visitorsOf(bindings, block) })
}

function bindingsOf(env: Bindings, { path, visitors, distance }: Block): Bindings {
  if (distance === null) return instant(env, path === '/read' && visitors === 'many')
  return distance === 0 ? env : distant(env, distance)
}

async function visitorsOf(env: Bindings, { name, visitors: kind, requests }: Block) {
  const contender = contenderOf(name)
  const make = async () =>
    kind === 'strangers' ? browserOf(contender, env) : visitorOf(contender, env)
  const first = await make()
  const visitors = [first]
  while (visitors.length < requests) visitors.push(kind === 'one' ? first : await make())
  return visitors
}

/** Sends the requests of a block, one after another, and returns how long each took, in whole ms. */
export async function send(_: Bindings, block: Block): Promise<number[]> {
  const { visitors = [] } = prepared.get(JSON.stringify(block)) ?? {}
  const times: number[] = []
  if (block.isAtOnce) {
    await Promise.all(visitors.map((visitor) => visitor.get(block.path)))
    return times
  }
  for (const visitor of visitors) {
    const start = performance.now()
    // A stranger stays one.
    if (block.visitors === 'strangers') visitor.cookies.clear()
    await visitor.visit(block.path)
    times.push(performance.now() - start)
  }
  return times
}

/** Returns the cost of the last request of a block. */
export async function count(env: Bindings, block: Block) {
  const meter = metered(env)
  let cost = {}
  for (const visitor of await visitorsOf(meter.env, block)) {
    meter.takeBill()
    const { cookies, statements } = await visitor.visit(block.path)
    const bill = meter.takeBill()
    cost = { ...bill, statements: bill.statements + statements, cookies }
  }
  return cost
}
