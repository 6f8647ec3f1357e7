import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import {
  auth,
  djangoUsers,
  loginRequired,
  userSessions,
} from '../../../src/edge-sessions/auth/index.ts'
import { csrf } from '../../../src/edge-sessions/csrf/index.ts'
import { durableObjectStore } from '../../../src/edge-sessions/engines/durable-objects/durable-object-store.ts'
import {
  d1Store,
  ImproperlyConfigured,
  memoryStore,
  sessions,
} from '../../../src/edge-sessions/index.ts'

const secretKey = env.SECRET_KEY
const store = memoryStore()
const users = { load: async () => null }

/** Options as untyped code passes them. */
function untyped(options: object): never {
  return options as never
}

describe('an unknown option', () => {
  it.each<[string, () => unknown]>([
    [
      '`sessions` has no option `cookieAg`: did you mean `cookieAge`?',
      () => sessions(untyped({ store, secretKey, cookieAg: 3 })),
    ],
    [
      '`sessions` has no option `samesite`',
      () => sessions(untyped({ store, secretKey, samesite: 'Lax' })),
    ],
    [
      '`csrf` has no option `trustedOrigin`: did you mean `trustedOrigins`?',
      () => csrf(untyped({ trustedOrigin: [] })),
    ],
    [
      '`auth` has no option `loginURI`: did you mean `loginUrl`?',
      () => auth(untyped({ users, secretKey, loginURI: '/' })),
    ],
    [
      '`d1Store` has no option `hashkeys`: did you mean `hashKeys`?',
      () => d1Store(env.DB, untyped({ hashkeys: true })),
    ],
    [
      '`durableObjectStore` has no option `slep`: did you mean `sleep`?',
      () => durableObjectStore(env.SESSIONS, untyped({ slep: 1 })),
    ],
    [
      '`userSessions` has no option `secretkey`: did you mean `secretKey`?',
      () => userSessions(env.DB, untyped({ secretkey: secretKey })),
    ],
    [
      '`loginRequired` has no option `loginURL`: did you mean `loginUrl`?',
      () => loginRequired(untyped({ loginURL: '/' })),
    ],
    ['`csrf` has no option `zzzzzzzz`', () => csrf(untyped({ zzzzzzzz: 1 }))],
    ['`csrf` has no option `constructor`', () => csrf(untyped({ constructor: 1 }))],
  ])('is rejected: %s', (message, make) => {
    expect(make).toThrow(new ImproperlyConfigured(message))
  })
})

describe('a missing binding', () => {
  it.each<[string, string, () => unknown]>([
    ['`d1Store`', '[[d1_databases]]', () => d1Store(untyped({}))],
    ['`d1Store`', 'got undefined', () => d1Store(undefined as never)],
    ['`djangoUsers`', 'got undefined', () => djangoUsers(undefined as never)],
    ['`userSessions`', 'got null', () => userSessions(null as never, { secretKey })],
    ['`durableObjectStore`', 'got undefined', () => durableObjectStore(undefined as never)],
    [
      '`durableObjectStore`',
      '[[durable_objects.bindings]]',
      () => durableObjectStore(untyped(env.DB)),
    ],
  ])('is reported by %s: %s', (caller, message, make) => {
    expect(make).toThrow(ImproperlyConfigured)
    expect(make).toThrow(caller)
    expect(make).toThrow(message)
    expect(make).toThrow('wrangler.toml')
  })

  it('is reported without revealing a secret passed in its place', () => {
    expect(() => d1Store(secretKey as never)).toThrow('got string')
    expect(() => d1Store(secretKey as never)).not.toThrow(secretKey)
  })
})
