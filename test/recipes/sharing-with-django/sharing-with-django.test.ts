import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import {
  MODEL_BACKEND,
  secretKeyFingerprint,
  sessionAuthHash,
} from '../../../src/edge-sessions/auth/index.ts'
import { d1Store, sessionCodec } from '../../../src/edge-sessions/index.ts'
import { Browser } from '../../../src/edge-sessions/testing/index.ts'
import { ALICE, resetUsers } from '../../edge-sessions/auth/auth-site.ts'
import { emptyTable, rows, SECRET_KEY } from '../../support/test-app.ts'
import sharing from './index'

beforeEach(emptyTable)

describe('sharing-with-django', () => {
  const OLD_SECRET_KEY = 'an-old-secret-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz'
  const bindings = { ...env, OLD_SECRET_KEY }

  beforeEach(resetUsers)

  it('logs the fingerprint of SECRET_KEY once', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {})
    await new Browser(sharing, { bindings }).get('/shop/cart/')
    await new Browser(sharing, { bindings }).get('/shop/cart/')
    expect(log.mock.calls).toEqual([
      [`SECRET_KEY fingerprint: ${await secretKeyFingerprint(SECRET_KEY)}`],
    ])
    log.mockRestore()
  })

  /** Returns a browser that has signed in on a Django site with this secret. */
  async function fromDjango(secretKey: string): Promise<Browser> {
    const browser = new Browser(sharing, { bindings })
    const members = {
      _auth_user_id: ALICE.id,
      _auth_user_backend: MODEL_BACKEND,
      _auth_user_hash: await sessionAuthHash(ALICE.password, secretKey),
      cart: [7],
    }
    const codec = sessionCodec({ secretKey })
    const data = await codec.encode(new Map(Object.entries(members)), new Date())
    const expires = new Date(Date.now() + 60_000)
    browser.sessionKey = await d1Store(env.DB).create({ data, expires })
    browser.cookies.set('csrftoken', 'a'.repeat(32))
    return browser
  }

  it.each([SECRET_KEY, OLD_SECRET_KEY])(
    'reads and changes a Django session signed with the current or an old secret',
    async (secretKey) => {
      const browser = await fromDjango(secretKey)
      const here = { username: 'alice', cart: [7] }
      expect(await (await browser.get('/shop/cart/')).json()).toEqual(here)
      expect((await browser.post('/shop/cart/8/')).status).toBe(303)
      expect(await (await browser.get('/shop/cart/')).json()).toEqual({ ...here, cart: [7, 8] })
    },
  )

  it('signs what it saves with the new secret', async () => {
    const browser = await fromDjango(OLD_SECRET_KEY)
    await browser.post('/shop/cart/8/')
    const [row] = await rows()
    const members = await sessionCodec({ secretKey: SECRET_KEY }).decode(row?.session_data ?? '')
    expect(members.get('cart')).toEqual([7, 8])
  })

  it("redirects everyone else to Django's login page", async () => {
    const response = await new Browser(sharing, { bindings }).get('/shop/cart/')
    expect(response.headers.get('Location')).toBe('/accounts/login/?next=/shop/cart/')
  })
})
