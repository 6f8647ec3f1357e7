import { env } from 'cloudflare:workers'
import { afterAll, vi } from 'vitest'
import { d1Store, memoryStore, type SessionStore } from '../../src/sessions/index.ts'
import { describeSessionStore } from '../../src/testing/conformance/index.ts'
import { requestsOfBrowser, storeOfBrowser } from '../support/browser-requests.ts'
import { ReplicatedDatabase } from '../support/replicated-database.ts'
import { objectStoreAhead } from '../support/session-objects.ts'
import { makeDjangosTable, makeOurTable } from '../support/tables.ts'

/** D1 refuses rows of more than 2,000,000 bytes, the key and the date included. */
const LARGEST_IN_D1 = 1_900_000

async function d1OnOurTable(): Promise<SessionStore> {
  await makeOurTable()
  return d1Store(env.DB)
}

async function d1OnDjangosTable(): Promise<SessionStore> {
  await makeDjangosTable()
  return d1Store(env.DB)
}

async function d1WithoutTable(): Promise<SessionStore> {
  await env.DB.exec('DROP TABLE IF EXISTS django_session')
  return d1Store(env.DB)
}

// Each object is a database of its own, and to make hundreds of them takes its time.
vi.setConfig({ testTimeout: 60_000 })

afterAll(makeOurTable)

describeSessionStore('memory', memoryStore)

describeSessionStore('D1, the table of migrations/', d1OnOurTable, {
  largestData: LARGEST_IN_D1,
  makeBrokenStore: d1WithoutTable,
})

describeSessionStore("D1, the table of Django's migrate", d1OnDjangosTable, {
  largestData: LARGEST_IN_D1,
  makeBrokenStore: d1WithoutTable,
})

describeSessionStore(
  'D1 with hashed keys',
  async () => {
    await makeOurTable()
    return d1Store(env.DB, { hashKeys: true })
  },
  { largestData: LARGEST_IN_D1, makeBrokenStore: d1WithoutTable },
)

describeSessionStore(
  'D1 with read replication, from the primary',
  async () => {
    await makeOurTable()
    return d1Store(env.DB.withSession('first-primary'))
  },
  { largestData: LARGEST_IN_D1, makeBrokenStore: d1WithoutTable },
)

describeSessionStore(
  'D1 with replicas: true, without a browser',
  async () => d1Store((await ReplicatedDatabase.make()).db, { replicas: true }),
  { largestData: LARGEST_IN_D1, makeBrokenStore: d1WithoutTable },
)

describeSessionStore(
  'D1 with replicas: true, one request of a browser',
  async () => {
    const { db } = await ReplicatedDatabase.make()
    return storeOfBrowser(d1Store(db, { replicas: true }), undefined)
  },
  { largestData: LARGEST_IN_D1, makeBrokenStore: d1WithoutTable },
)

describeSessionStore(
  "D1 with replicas: true, a browser's requests, a replica that is up to date every now and then",
  async () => {
    const database = await ReplicatedDatabase.make()
    let reads = 0
    database.before = async ({ sql }) => {
      reads += sql.startsWith('SELECT session_data') ? 1 : 0
      if (reads % 3 === 1) await database.catchUp()
    }
    return requestsOfBrowser(d1Store(database.db, { replicas: true }))
  },
  { largestData: LARGEST_IN_D1 },
)

describeSessionStore('Durable Objects', () => objectStoreAhead())
