import { env } from 'cloudflare:workers'
import { afterAll, vi } from 'vitest'
import { d1Store, type SessionStore } from '../../../../src/edge-sessions/index.ts'
import { describeSessionStore } from '../../../../src/edge-sessions/testing/conformance/index.ts'
import { makeDjangosTable, makeOurTable } from '../../../support/tables.ts'
import { D1_OPTIONS } from './d1-options.ts'

const STORES: Record<string, () => Promise<SessionStore>> = {
  'D1 with the table from migrations/': async () => {
    await makeOurTable()
    return d1Store(env.DB)
  },
  "D1 with the table from Django's migrate": async () => {
    await makeDjangosTable()
    return d1Store(env.DB)
  },
  'D1 with hashed keys': async () => {
    await makeOurTable()
    return d1Store(env.DB, { hashKeys: true })
  },
}

vi.setConfig({ testTimeout: 60_000 })

afterAll(makeOurTable)

for (const [name, makeStore] of Object.entries(STORES)) {
  describeSessionStore(name, makeStore, D1_OPTIONS)
}
