// Tests a site with all features that do not need Cloudflare. Runs on every supported runtime.
import { d1Store, sessions } from 'edge-sessions'
import { auth, login, logout, user } from 'edge-sessions/auth'
import { csrf, getToken, rotateToken } from 'edge-sessions/csrf'
import { messages } from 'edge-sessions/messages'
import { signedCookies } from 'edge-sessions/signed-cookies'
import { Browser, FakeClock, memoryStore } from 'edge-sessions/testing'
import { Hono } from 'hono'

const secretKey = 'a-secret-for-tests-only-0123456789-abcdefghijklmnopqrstuvwxyz'
const alice = { id: '1', username: 'alice', password: 'a hash', isActive: true }
const users = { load: async (id) => (id === alice.id ? alice : null) }

await visit('memory', memoryStore())
await visit('signed cookies', signedCookies())
await keepHashedKeys()
console.log('ok')

async function visit(name, store) {
  const clock = new FakeClock()
  const browser = new Browser(createSite(store, clock.now), { now: clock.now })
  const text = async (path) => (await browser.get(path)).text()
  const is = (actual, expected) => assertEqual(name, actual, expected)

  is(await text('/get'), 'nobody, null')
  is(browser.sessionKey, undefined)
  await browser.get('/set')
  is(await text('/get'), 'Ankit, null')
  clock.advance(30)
  is(await text('/get'), 'nobody, null')

  is((await browser.post('/count')).status, 403)
  const token = await text('/form')
  is(
    (await browser.post('/count', {}, { headers: { Origin: 'https://evil.example' } })).status,
    403,
  )
  is(await (await browser.post('/count', { csrfmiddlewaretoken: token })).text(), '1')
  is(await (await browser.post('/count')).text(), '2')

  const key = browser.sessionKey
  is((await browser.post('/login')).status, 303)
  is(key === browser.sessionKey, false)
  is(await text('/get'), 'nobody, alice')
  is(await text('/messages'), 'Welcome')
  is(await text('/messages'), '')
  is((await browser.post('/logout')).status, 303)
  is(await text('/get'), 'nobody, null')
}

function createSite(store, now) {
  const app = new Hono()
  app.use(sessions({ store, secretKey, cookieAge: 30, now }))
  app.use(csrf())
  app.use(auth({ users, secretKey, onLogin: rotateToken }))
  app.use(messages())
  app.get('/set', (c) => {
    c.var.session.set('name', 'Ankit')
    return c.text('set')
  })
  app.get('/get', async (c) => {
    const name = (await c.var.session.get('name')) ?? 'nobody'
    return c.text(`${name}, ${(await user(c))?.username ?? null}`)
  })
  app.get('/form', async (c) => c.text(await getToken(c)))
  app.post('/count', async (c) =>
    c.text(String(await c.var.session.update('count', (n = 0) => n + 1))),
  )
  app.post('/login', async (c) => {
    await login(c, alice)
    c.var.messages.success('Welcome')
    return c.redirect('/', 303)
  })
  app.get('/messages', async (c) => {
    const taken = await c.var.messages.take()
    return c.text(taken.map((message) => message.text).join())
  })
  app.post('/logout', async (c) => {
    await logout(c)
    return c.redirect('/', 303)
  })
  return app
}

/** Creates a session in a database that records the values written. */
async function keepHashedKeys() {
  const written = []
  const statement = {
    bind(...values) {
      written.push(...values)
      return statement
    },
    run: async () => ({ success: true, results: [], meta: { changes: 1 } }),
  }
  const app = new Hono()
  const store = d1Store({ prepare: () => statement }, { hashKeys: true })
  app.use(sessions({ store, secretKey }))
  app.get('/', (c) => {
    c.var.session.set('name', 'Ankit')
    return c.text('set')
  })
  const browser = new Browser(app)
  assertEqual('hashed keys', (await browser.get('/')).status, 200)
  assertEqual('hashed keys', written.includes(browser.sessionKey), false)
}

function assertEqual(name, actual, expected) {
  if (Object.is(actual, expected)) return
  throw new Error(`${name}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`)
}
