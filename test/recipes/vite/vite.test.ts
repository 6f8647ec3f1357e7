import { env } from 'cloudflare:workers'
import { Browser } from 'edge-sessions/testing'
import { beforeEach, expect, it } from 'vitest'
import { emptyTable } from '../../support/test-app.ts'
import app from './index'

beforeEach(emptyTable)

it('counts visits and does not use the session for assets', async () => {
  const browser = new Browser(app, { bindings: env })
  await browser.get('/api/visits')
  expect(await (await browser.get('/api/visits')).json()).toEqual({ visits: 2 })
  const asset = await browser.get('/assets/missing.js')
  expect(asset.status).toBe(404)
  expect(asset.headers.get('Vary')).toBeNull()
})
