import { createExecutionContext, createScheduledController } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { d1Store } from '../../../src/edge-sessions/index.ts'
import { Browser } from '../../../src/edge-sessions/testing/index.ts'
import { emptyTable, SECRET_KEY } from '../../support/test-app.ts'
import { siteOf, textOf } from '../support/site.ts'
import regions from './index'

beforeEach(emptyTable)

describe('scaling', () => {
  /** Three tables in place of three databases. */
  const { Europe, Asia, America } = {
    Europe: databaseOf('europe'),
    Asia: databaseOf('asia'),
    America: databaseOf('america'),
  }
  const bindings = { EUROPE: Europe, ASIA: Asia, AMERICA: America, SECRET_KEY }
  const site = siteOf(regions.fetch, bindings)
  const from = (continent: string) => ({ cf: { continent } }) as RequestInit

  function databaseOf(name: string): D1Database {
    const prepare = (sql: string) =>
      env.DB.prepare(sql.replaceAll('django_session', `session_${name}`))
    return new Proxy(env.DB, {
      get: (real, member) => (member === 'prepare' ? prepare : Reflect.get(real, member)),
    })
  }

  async function count(db: D1Database): Promise<number> {
    const { results } = await db.prepare('SELECT 1 FROM django_session').run()
    return results.length
  }

  beforeEach(async () => {
    const [table] = env.TEST_MIGRATIONS[0]?.queries ?? []
    for (const db of [Europe, Asia, America]) {
      await db.prepare('DROP TABLE IF EXISTS django_session').run()
      await db.prepare(table ?? '').run()
    }
  })

  it('keeps a session in the region where it was created', async () => {
    const visitor = new Browser(site)
    await visitor.get('/', from('EU'))
    await visitor.get('/', from('AS'))
    expect(await textOf(visitor.get('/'))).toBe('You have been here 3 times.')
    expect(visitor.sessionKey).toMatch(/^e/)
    expect(await Promise.all([Europe, Asia, America].map(count))).toEqual([1, 0, 0])
  })

  it('creates a session in the region of the visitor', async () => {
    for (const continent of ['AF', 'OC', 'SA', 'AN']) {
      await new Browser(site).get('/', from(continent))
    }
    expect(await Promise.all([Europe, Asia, America].map(count))).toEqual([1, 1, 2])
  })

  it('clears expired sessions in each database', async () => {
    const ended = { data: 'ended', expires: new Date(1000) }
    for (const db of [Europe, Asia, America]) await d1Store(db).create(ended)
    const now = createScheduledController({ scheduledTime: new Date() })
    await regions.scheduled(now, bindings, createExecutionContext())
    expect(await Promise.all([Europe, Asia, America].map(count))).toEqual([0, 0, 0])
  })
})
