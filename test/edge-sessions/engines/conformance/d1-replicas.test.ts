import { env } from 'cloudflare:workers'
import { afterAll, vi } from 'vitest'
import { d1Store } from '../../../../src/edge-sessions/index.ts'
import { describeSessionStore } from '../../../../src/edge-sessions/testing/conformance/index.ts'
import { requestsOfBrowser, storeOfBrowser } from '../../../support/browser-requests.ts'
import { ReplicatedDatabase } from '../../../support/replicated-database.ts'
import { makeOurTable } from '../../../support/tables.ts'
import { D1_OPTIONS } from './d1-options.ts'

vi.setConfig({ testTimeout: 60_000 })

afterAll(makeOurTable)

describeSessionStore(
  'D1 with a `first-primary` session',
  async () => {
    await makeOurTable()
    return d1Store(env.DB.withSession('first-primary'))
  },
  D1_OPTIONS,
)

describeSessionStore(
  'D1 with replicas: true, without a browser',
  async () => d1Store((await ReplicatedDatabase.make()).db, { replicas: true }),
  D1_OPTIONS,
)

describeSessionStore(
  'D1 with replicas: true, within one request of a browser',
  async () => {
    const { db } = await ReplicatedDatabase.make()
    return storeOfBrowser(d1Store(db, { replicas: true }), undefined)
  },
  D1_OPTIONS,
)

describeSessionStore(
  'D1 with replicas: true, across the requests of a browser, with a lagging replica',
  async () => {
    const database = await ReplicatedDatabase.make()
    let reads = 0
    database.before = async ({ sql }) => {
      reads += sql.startsWith('SELECT session_data') ? 1 : 0
      if (reads % 3 === 1) await database.catchUp()
    }
    return requestsOfBrowser(d1Store(database.db, { replicas: true }))
  },
  { largestData: D1_OPTIONS.largestData },
)
