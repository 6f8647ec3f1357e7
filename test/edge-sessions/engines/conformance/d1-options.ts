import { env } from 'cloudflare:workers'
import { d1Store, type SessionStore } from '../../../../src/edge-sessions/index.ts'
import type { ConformanceOptions } from '../../../../src/edge-sessions/testing/conformance/index.ts'

/** A store without a table, so that every call fails. */
async function d1WithoutTable(): Promise<SessionStore> {
  await env.DB.exec('DROP TABLE IF EXISTS django_session')
  return d1Store(env.DB)
}

/** D1 refuses rows of more than 2,000,000 bytes, including the key and the date. */
export const D1_OPTIONS = {
  largestData: 1_900_000,
  makeBrokenStore: d1WithoutTable,
} satisfies ConformanceOptions
