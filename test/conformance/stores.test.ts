import { env } from 'cloudflare:workers'
import { afterAll, vi } from 'vitest'
import { d1Store, memoryStore, type SessionStore } from '../../src/sessions/index.ts'
import { describeSessionStore } from '../../src/testing/conformance/index.ts'
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

describeSessionStore('Durable Objects', () => objectStoreAhead())
