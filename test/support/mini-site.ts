import type { Hono } from 'hono'
import type { SessionOptions } from '../../src/edge-sessions/index.ts'
import { Browser, type TestEnv, testApp } from './test-app.ts'

/** Returns an app with a route for each use of a session, and a browser that visits it. */
export function miniSite(options: Partial<SessionOptions> = {}): {
  app: Hono<TestEnv>
  browser: Browser
} {
  const app = testApp(options)
  app.get('/untouched', (c) => c.text('ok'))
  app.get('/get', async (c) => c.text((await c.var.session.get('name')) ?? 'nobody'))
  app.get('/set', (c) => {
    c.var.session.set('name', 'Ankit')
    return c.text('set')
  })
  app.get('/set-other', (c) => {
    c.var.session.set('other', 'x')
    return c.text('set')
  })
  app.get('/delete', (c) => {
    c.var.session.delete('name')
    return c.text('deleted')
  })
  app.get('/clear', (c) => {
    c.var.session.clear()
    return c.text('cleared')
  })
  app.get('/login', (c) => {
    c.var.session.cycleKey()
    c.var.session.set('name', 'Ankit')
    return c.text('in')
  })
  app.get('/logout', async (c) => {
    await c.var.session.flush()
    return c.text('out')
  })
  return { app, browser: new Browser(app) }
}
