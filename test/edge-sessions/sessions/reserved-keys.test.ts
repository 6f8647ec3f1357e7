import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { signedCookies } from '../../../src/edge-sessions/engines/signed-cookies/index.ts'
import { d1Store, memoryStore, Session, sessionCodec } from '../../../src/edge-sessions/index.ts'
import { Browser, emptyTable, FakeClock, SECRET_KEY, testApp } from '../../support/test-app.ts'

const codec = sessionCodec({ secretKey: SECRET_KEY })
const RESERVED = [
  '_auth_user_id',
  '_auth_user_hash',
  '_session_expiry',
  '_session_started',
  '_csrftoken',
  '_messages',
]

function open(key: string | null = null, store = memoryStore()): Session {
  return new Session(key, { store, codec })
}

describe('the check for reserved keys', () => {
  it.each(RESERVED)('rejects %s in every method that changes a value', async (key) => {
    const session = open()
    const refused = `Cannot change \`${key}\` directly`
    expect(() => session.set(key, 1)).toThrow(refused)
    expect(() => session.assign({ name: 'Ankit', [key]: 1 })).toThrow(refused)
    expect(() => session.delete(key)).toThrow(refused)
    await expect(session.setDefault(key, 1)).rejects.toThrow(refused)
    await expect(session.update(key, () => 1)).rejects.toThrow(refused)
    await expect(session.pop(key)).rejects.toThrow(refused)
    expect(await session.toObject()).toEqual({})
  })

  it('allows reads', async () => {
    const session = open()
    session.setReserved({ _auth_user_id: '1' })
    expect(await session.get('_auth_user_id')).toBe('1')
    expect(await session.has('_auth_user_id')).toBe(true)
  })

  it.each(['_auth', '_session', '_password_reset_token', '_csrftokens', '_messages2', 'admin'])(
    'accepts %s, which an app or a Django site may own',
    async (key) => {
      const session = open()
      session.set(key, 1)
      expect(await session.get(key)).toBe(1)
    },
  )
})

describe('absoluteAge', () => {
  const ENGINES = [
    ['in memory', () => memoryStore()],
    ['in D1', () => d1Store(env.DB)],
    ['in signed cookies', () => signedCookies()],
  ] as const

  beforeEach(emptyTable)

  it.each(ENGINES)('is not reset by clear() %s', async (_, makeStore) => {
    const clock = new FakeClock()
    const app = testApp({ store: makeStore(), absoluteAge: 60, cookieAge: 40, now: clock.now })
    app.get('/', async (c) => {
      c.var.session.clear()
      c.var.session.set('name', 'Ankit')
      return c.text('set')
    })
    app.get('/read', async (c) => c.text((await c.var.session.get('name')) ?? 'nobody'))
    const browser = new Browser(app, { now: clock.now })
    for (const wait of [30, 29]) {
      await browser.get('/')
      clock.advance(wait)
    }
    expect(await (await browser.get('/read')).text()).toBe('Ankit')
    clock.advance(1)
    expect(await (await browser.get('/read')).text()).toBe('nobody')
  })
})
