import { env } from 'cloudflare:workers'
import { afterAll, vi } from 'vitest'
import {
  d1Store,
  memoryStore,
  type SessionStore,
  shardedStore,
} from '../../../../src/edge-sessions/index.ts'
import { describeSessionStore } from '../../../../src/edge-sessions/testing/conformance/index.ts'
import { makeOurTable } from '../../../support/tables.ts'
import { D1_OPTIONS } from './d1-options.ts'

vi.setConfig({ testTimeout: 60_000 })

afterAll(makeOurTable)

async function brokenShards(): Promise<SessionStore> {
  const broken = await D1_OPTIONS.makeBrokenStore()
  return shardedStore({ a: broken, b: broken }, { unsharded: 'a' })
}

describeSessionStore(
  'shards on D1 and in memory',
  async () => {
    await makeOurTable()
    return shardedStore({ a: d1Store(env.DB), b: memoryStore() })
  },
  { ...D1_OPTIONS, makeBrokenStore: brokenShards },
)

describeSessionStore(
  'shards on D1 with hashed keys and in memory, with unsharded sessions in D1',
  async () => {
    await makeOurTable()
    const shards = { a: d1Store(env.DB, { hashKeys: true }), b: memoryStore() }
    return shardedStore(shards, { unsharded: 'a' })
  },
  D1_OPTIONS,
)
