import { httpServerHandler } from 'cloudflare:node'
import express, { type Request } from 'express'
import session, { type SessionData, Store } from 'express-session'
import { AGE, type Contender, SECRET } from '../contender.ts'
import { ACTIONS, type Bag, textOf } from '../site.ts'
import { textTable } from './text-table.ts'

const PORT = 8001

/** The table of the present request, because Express does not pass bindings on. */
let table: ReturnType<typeof textTable>
let serving: ReturnType<typeof serve> | undefined

/** workerd's `node:http` cuts off the last byte of a response, so its time says nothing. */
export const expressSession: Contender = {
  name: 'express-session',
  countsOnly: true,
  async fetch(request, env, ctx) {
    table = textTable(env.DB, 'express')
    serving ??= serve()
    const incoming = request as unknown as Parameters<NonNullable<typeof serving.fetch>>[0]
    const response = await serving.fetch?.(incoming, env, ctx)
    if (response === undefined) throw new Error('Expected Express to answer')
    return response
  },
}

type Done<Value = unknown> = (error: unknown, value?: Value) => void

class D1Sessions extends Store {
  override get = (id: string, done: Done<SessionData | null>) =>
    report(table.read<SessionData>(id), done)
  override set = (id: string, value: SessionData, done?: Done) =>
    report(table.upsert(id, value), done)
  override touch = (id: string, value: SessionData, done?: Done) =>
    report(table.update(id, value), done)
  override destroy = (id: string, done?: Done) => report(table.remove(id), done)
}

function report<Value>(work: Promise<Value>, done: Done<Value> = () => {}): void {
  work.then((value) => done(null, value), done)
}

function serve() {
  const app = express()
  const options = { resave: false, saveUninitialized: false, cookie: { maxAge: 1000 * AGE } }
  app.use(session({ ...options, secret: SECRET, store: new D1Sessions() }))
  for (const path of Object.keys(ACTIONS)) {
    app.get(path, async (request, response) => {
      // One more byte, which is the one that is cut off.
      const text = `${await textOf(path, bagOf(request), String(request.params.key))} `
      if (path === '/raw') response.writeHead(200).end(text)
      else response.status(path === '/fail' ? 500 : 200).send(text)
    })
  }
  app.listen(PORT)
  return httpServerHandler({ port: PORT })
}

function bagOf(request: Request): Bag {
  return {
    get: (key) => Reflect.get(request.session, key),
    set: (values) => Object.assign(request.session, values),
    renew() {
      const { cookie: _, ...kept } = request.session
      return new Promise((resolve) => {
        request.session.regenerate(() => resolve(Object.assign(request.session, kept)))
      })
    },
    end: () => new Promise((resolve) => request.session.destroy(resolve)),
  }
}
