import { Hono } from 'hono'
import { expectTypeOf } from 'vitest'
import { type Session, type SessionOptions, sessions } from '../../../src/edge-sessions/index.ts'

// Checked by `npm run check:types` as a separate program, because it affects every context.

interface Visitor {
  name: string
}

declare module 'hono' {
  interface ContextVariableMap {
    session: Session<Visitor>
  }
}

declare const options: SessionOptions

const app = new Hono()
app.use(sessions<Visitor>(options))
app.get('/', (c) => {
  expectTypeOf(c.var.session).toEqualTypeOf<Session<Visitor>>()
  expectTypeOf(c.get('session')).toEqualTypeOf<Session<Visitor>>()
  // @ts-expect-error There is no such key.
  c.var.session.set('nmae', 'Ankit')
  return c.text('')
})
