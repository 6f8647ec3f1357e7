// Type-checks the package in a project that has no types of Cloudflare but the names of D1.
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
// @ts-expect-error A string is not a database.
sessions.d1Store('db')

sessions.sessions({ store: signedCookies.signedCookies(), secretKey: '' })

export { auth, csrf, messages, sessions, testing }
