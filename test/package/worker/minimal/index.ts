// All the types of the package, with nothing of Cloudflare's but the names of D1.
import * as sessions from 'edge-sessions'
import * as auth from 'edge-sessions/auth'
import * as csrf from 'edge-sessions/csrf'
import * as messages from 'edge-sessions/messages'
import * as signedCookies from 'edge-sessions/signed-cookies'
import * as testing from 'edge-sessions/testing'

declare global {
  interface D1Database {
    readonly database: unique symbol
  }
  interface D1DatabaseSession {
    readonly session: unique symbol
  }
}

declare const db: D1Database
sessions.d1Store(db)
auth.djangoUsers(db)
// @ts-expect-error It is known what a database is.
sessions.d1Store('db')

sessions.sessions({ store: signedCookies.signedCookies(), secretKey: '' })

export { auth, csrf, messages, sessions, testing }
