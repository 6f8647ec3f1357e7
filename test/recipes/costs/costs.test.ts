import { env } from 'cloudflare:workers'
import { type Context, Hono } from 'hono'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { durableObjectStore } from '../../../src/edge-sessions/engines/durable-objects/durable-object-store.ts'
import {
  type D1StoreOptions,
  d1Store,
  type SessionStore,
  type SessionVariables,
  sessions,
} from '../../../src/edge-sessions/index.ts'
import { MeteredDatabase } from '../../support/metered-database.ts'
import { makeDjangosTable, makeOurTable } from '../../support/tables.ts'
import { Browser, SECRET_KEY } from '../../support/test-app.ts'
import { costPerMillion, type Usage } from './costs.ts'
import { meteredObjects } from './metered-objects.ts'
import readme from './README.md?raw'

interface Visitor {
  name: string
}

const OPERATIONS = [
  'first write',
  'read',
  'change',
  'sliding expiration',
  'new key',
  'logout',
] as const
const REMOVAL = 'removal of an expired session'
const VISIT = 'a visit: first write, ten reads, two changes, new key, removal'

type Operation = (typeof OPERATIONS)[number] | typeof REMOVAL
type Usages = Record<Operation, Usage>

/** Later than the expiry of any session here. */
const LATER = new Date(Date.now() + 15 * 86_400_000)

function browserOn(store: SessionStore, isListed: boolean): Browser {
  const app = new Hono<{ Variables: SessionVariables<Visitor> }>()
  app.use(
    sessions<Visitor>((c: Context) => ({
      store,
      secretKey: SECRET_KEY,
      saveEveryRequest: c.req.path.startsWith('/sliding'),
    })),
  )
  app.get('/:operation', async (c) => {
    const { session } = c.var
    const operation = c.req.param('operation')
    if (operation === 'first write') session.set('name', 'Ankit')
    if (operation === 'read') await session.get('name')
    if (operation === 'change') await session.update('name', (name) => `${name}!`)
    if (operation === 'new key') session.cycleKey()
    if (operation === 'new key' && isListed) session.setUserId('1')
    if (operation === 'logout') await session.flush()
    return c.text('')
  })
  return new Browser(app)
}

/** Runs all operations, in an order that gives each its precondition. */
async function usagesOf(
  browser: Browser,
  bill: () => Usage,
  removeEnded: (key: string) => Promise<Usage>,
): Promise<Usages> {
  const usages: [Operation, Usage][] = []
  for (const operation of OPERATIONS) {
    bill()
    expect((await browser.get(`/${operation}`)).status).toBe(200)
    usages.push([operation, bill()])
  }
  await browser.get('/first write')
  usages.push([REMOVAL, await removeEnded(browser.key ?? '')])
  return Object.fromEntries(usages) as Usages
}

async function usagesOfD1(options: D1StoreOptions = {}, isListed = false): Promise<Usages> {
  const meter = new MeteredDatabase(env.DB)
  const store = d1Store(meter.db, options)
  const bill = () => {
    const { read, written } = meter.bill()
    return { read, written }
  }
  return usagesOf(browserOn(store, isListed), bill, async () => {
    const record = { data: 'ended', expires: new Date(0) }
    for (let count = 1; count < 50; count++) await store.create(record)
    bill()
    const { deleted } = await store.clearExpired(LATER)
    const { read, written } = bill()
    return { read: Math.round(read / deleted), written: written / deleted }
  })
}

async function usagesOfObjects(): Promise<Usages> {
  const { namespace, bill, runAlarm } = await meteredObjects()
  const browser = browserOn(durableObjectStore(namespace), false)
  return usagesOf(browser, bill, async (key) => {
    bill()
    await runAlarm(key, LATER)
    return bill()
  })
}

/** Formats a row of the table in README.md. */
function row(name: string, costs: readonly number[]): string {
  return `| ${[name, ...costs.map((cost) => `$${cost.toFixed(3)}`)].join(' | ')} |`
}

function costOfVisit(usages: Usages): number {
  const counts = { 'first write': 1, read: 10, change: 2, 'new key': 1, [REMOVAL]: 1 } as const
  const parts = Object.entries(counts) as [Operation, number][]
  return parts.reduce((sum, [name, count]) => sum + count * costPerMillion(usages[name]), 0)
}

afterEach(() => vi.restoreAllMocks())

describe('the usage of an operation', () => {
  let ours: Usages
  let djangos: Usages
  let objects: Usages

  beforeAll(async () => {
    await makeDjangosTable()
    djangos = await usagesOfD1()
    await makeOurTable()
    ours = await usagesOfD1()
    objects = await usagesOfObjects()
  })

  it('is at most two rows read and one written per request to D1', () => {
    expect(ours).toEqual({
      'first write': { read: 0, written: 1 },
      read: { read: 1, written: 0 },
      change: { read: 2, written: 1 },
      'sliding expiration': { read: 2, written: 1 },
      'new key': { read: 2, written: 1 },
      logout: { read: 1, written: 1 },
      [REMOVAL]: { read: 5, written: 1 },
    })
  })

  it.each([{ hashKeys: true }, { replicas: true }])('is the same with %j', async (options) => {
    expect(await usagesOfD1(options)).toEqual(ours)
  })

  it('includes one more row for a session listed by user', async () => {
    expect((await usagesOfD1({}, true))['new key']).toEqual({ read: 2, written: 2 })
  })

  it("is higher in the table from Django's own migrate", () => {
    const written = OPERATIONS.map((operation) => djangos[operation].written)
    expect(written).toEqual([3, 0, 2, 2, 3, 1])
  })

  it('consists of calls, values and alarms on Durable Objects', () => {
    expect(objects).toEqual({
      'first write': { requests: 1, read: 1, written: 2 },
      read: { requests: 1, read: 1, written: 0 },
      change: { requests: 2, read: 2, written: 1 },
      'sliding expiration': { requests: 2, read: 2, written: 1 },
      'new key': { requests: 5, read: 5, written: 5 },
      logout: { requests: 1, read: 1, written: 1 },
      [REMOVAL]: { requests: 1, read: 1, written: 1 },
    })
  })

  it('includes a new alarm if an alarm fires too early', async () => {
    const { namespace, bill, runAlarm } = await meteredObjects()
    const browser = browserOn(durableObjectStore(namespace), false)
    await browser.get('/first write')
    bill()
    await runAlarm(browser.key ?? '', new Date())
    const usage = bill()
    expect(usage).toEqual({ requests: 1, read: 1, written: 1 })
    expect(readme).toContain(`costs $${costPerMillion(usage).toFixed(3)} a million`)
  })

  it.each([...OPERATIONS, REMOVAL] as const)('matches the table in README.md: %s', (operation) => {
    const costs = [ours, djangos, objects].map((usages) => costPerMillion(usages[operation]))
    expect(readme).toContain(row(operation, costs))
  })

  it('matches the table in README.md: a visit', () => {
    expect(readme).toContain(row(VISIT, [ours, djangos, objects].map(costOfVisit)))
  })
})

it('matches the price in README.md of clearing a table of any size: $1.08 a month', () => {
  const runs = 24 * 30
  const rowsOfARun = 40 * 0.75 * 50_000
  expect((runs * costPerMillion({ read: rowsOfARun, written: 0 })) / 1_000_000).toBeCloseTo(1.08)
  expect(readme).toContain('$1.08')
})
