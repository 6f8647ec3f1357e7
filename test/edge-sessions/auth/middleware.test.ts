import { env } from 'cloudflare:workers'
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { type AuthOptions, auth, djangoUsers } from '../../../src/edge-sessions/auth/index.ts'
import { ImproperlyConfigured, memoryStore, sessions } from '../../../src/edge-sessions/index.ts'
import { SECRET_KEY } from '../../support/test-app.ts'

const USERS = djangoUsers(env.DB)

function bad(options: object): AuthOptions {
  return { users: USERS, secretKey: SECRET_KEY, ...options }
}

describe('auth', () => {
  it.each<[string, object, string]>([
    [
      'without users',
      { users: undefined },
      'Expected `users` to be a source of users, got `undefined`',
    ],
    ['without a secret', { secretKey: '' }, 'Expected `secretKey` to be set'],
    [
      'with an empty fallback secret',
      { secretKeyFallbacks: [''] },
      'Expected `secretKeyFallbacks` to be an array of non-empty strings',
    ],
    [
      'with a string instead of a list of backends',
      { backends: 'a.B' },
      'Expected `backends` to be an array of dotted paths, got `a.B`',
    ],
    [
      'with an invalid login URL',
      { loginUrl: 'https://' },
      'Expected `loginUrl` to be a path or URL, got `https://`',
    ],
    [
      'with an empty list of backends',
      { backends: [] },
      'Expected `backends` to be dotted paths, got none',
    ],
  ])('throws %s', (_, options, message) => {
    expect(() => auth(bad(options))).toThrow(ImproperlyConfigured)
    expect(() => auth(bad(options))).toThrow(message)
  })

  it('keeps the secret out of the error message', () => {
    expect(() => auth(bad({ secretKey: 'too-short' }))).toThrow(/got 9 with/)
    expect(() => auth(bad({ secretKey: 'too-short' }))).not.toThrow(/too-short/)
  })

  it('throws without `sessions` on the route', async () => {
    const app = new Hono()
    app.use(auth({ users: USERS, secretKey: SECRET_KEY }))
    app.onError((error, c) => c.text(error.message, 500))
    const response = await app.request('/')
    expect(await response.text()).toBe(
      '`auth()` needs a session. Apply `sessions()` before it on this route.',
    )
  })

  it('throws if it is applied twice to a route', async () => {
    const app = new Hono()
    app.use(sessions({ store: memoryStore(), secretKey: SECRET_KEY }))
    app.use(auth({ users: USERS, secretKey: SECRET_KEY }))
    app.use(auth({ users: USERS, secretKey: SECRET_KEY }))
    app.onError((error, c) => c.text(error.message, 500))
    const response = await app.request('/')
    expect(await response.text()).toBe('`auth` is already applied to this route.')
  })

  it('accepts a function that returns the options for a context', async () => {
    const app = new Hono<{ Bindings: Env }>()
    app.use(sessions({ store: memoryStore(), secretKey: SECRET_KEY }))
    app.use(auth((c) => ({ users: djangoUsers(c.env.DB), secretKey: c.env.SECRET_KEY })))
    app.get('/', (c) => c.text('done'))
    expect((await app.request('/', {}, env)).status).toBe(200)
  })
})
