import { createExecutionContext, createScheduledController } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { d1Store } from '../../../src/edge-sessions/index.ts'
import { Browser } from '../../../src/edge-sessions/testing/index.ts'
import { emptyTable, rows } from '../../support/test-app.ts'
import { siteOf, textOf } from '../support/site.ts'
import ownApp from './index'

beforeEach(emptyTable)

describe('own-app', () => {
  const ctx = createExecutionContext()

  it('counts the visits of each visitor', async () => {
    const site = siteOf((request, bindings) => ownApp.fetch(request, bindings, ctx), env)
    const visitor = new Browser(site)
    await visitor.get('/')
    expect(await textOf(visitor.get('/'))).toBe('Visit 2')
    expect(await textOf(new Browser(site).get('/'))).toBe('Visit 1')
  })

  it('removes expired sessions', async () => {
    await d1Store(env.DB).create({ data: 'ended', expires: new Date(1000) })
    await ownApp.scheduled(createScheduledController({ scheduledTime: new Date() }), env, ctx)
    expect(await rows()).toEqual([])
  })
})
