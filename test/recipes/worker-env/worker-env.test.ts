import { Browser } from 'edge-sessions/testing'
import { beforeEach, expect, it } from 'vitest'
import { emptyTable } from '../../support/test-app.ts'
import app from './index'

beforeEach(emptyTable)

it('counts visits with bindings imported from cloudflare:workers', async () => {
  const browser = new Browser(app)
  await browser.get('/')
  expect(await (await browser.get('/')).text()).toBe('Visit 2')
})
