import { httpServerHandler } from 'cloudflare:node'
import express, { type Request, type Response } from 'express'
import session, { type SessionData, Store } from 'express-session'
import type { Bindings, Contender } from '../contender.ts'
import { passGate } from '../gate.ts'
import { VISITOR, type Visitor } from '../site.ts'
import { textTable } from './text-table.ts'

const PORT = 8001

/** The database of the request at hand: Express hands no bindings on. */
let database: D1Database | null = null

/** workerd's `node:http` cuts off the last byte of what it answers, so its time says nothing. */
export const expressSession: Contender = {
  name: 'express-session',
  countsOnly: true,
  async fetch(request, env: Bindings, ctx) {
    database = env.DB
    serving ??= serve()
    const incoming = request as unknown as Parameters<NonNullable<typeof serving.fetch>>[0]
    const response = await serving.fetch?.(incoming, env, ctx)
    if (response === undefined) throw new Error('Expected Express to answer')
    return response
  },
}

let serving: ReturnType<typeof serve> | undefined

class D1Sessions extends Store {
  #table() {
    if (database === null) throw new Error('Expected a database')
    return textTable(database, 'express')
  }
  override get(id: string, done: (error: unknown, session?: SessionData | null) => void): void {
    this.#table()
      .read<SessionData>(id)
      .then((found) => done(null, found), done)
  }
  override set(id: string, value: SessionData, done?: (error?: unknown) => void): void {
    this.#table()
      .upsert(id, value)
      .then(() => done?.(), done)
  }
  override touch(id: string, value: SessionData, done?: () => void): void {
    this.#table()
      .update(id, value)
      .then(() => done?.(), done)
  }
  override destroy(id: string, done?: (error?: unknown) => void): void {
    this.#table()
      .remove(id)
      .then(() => done?.(), done)
  }
}

function serve() {
  const app = express()
  app.use(
    session({
      secret: 'a-secret-for-benchmarks-only-0123456789-abcdefghijklmnopqrstuvwxyz',
      resave: false,
      saveUninitialized: false,
      store: new D1Sessions(),
      cookie: { maxAge: 1_209_600_000 },
    }),
  )
  app.get('/untouched', (_, response) => answer(response, 'ok'))
  app.get('/read', (request, response) => {
    answer(response, `Hello, ${visitorOf(request).name ?? 'stranger'}`)
  })
  app.get('/write', (request, response) => {
    Object.assign(request.session, VISITOR)
    answer(response, 'ok')
  })
  app.get('/raw', (request, response) => {
    Object.assign(request.session, VISITOR)
    response.writeHead(200).end('ok ')
  })
  app.get('/change', (request, response) => {
    const visits = (visitorOf(request).visits ?? 0) + 1
    Object.assign(request.session, { visits })
    answer(response, String(visits))
  })
  app.get('/put/:member', (request, response) => {
    Object.assign(request.session, { [request.params.member]: 1 })
    answer(response, 'ok')
  })
  app.get('/get/:member', (request, response) => {
    answer(response, JSON.stringify(visitorOf(request)[request.params.member] ?? null))
  })
  app.get('/renew', (request, response) => {
    const kept = { ...VISITOR, ...request.session }
    request.session.regenerate(() => {
      const { cookie: _, ...visitor } = kept
      Object.assign(request.session, visitor)
      answer(response, 'ok')
    })
  })
  app.get('/logout', (request, response) => {
    request.session.destroy(() => answer(response, 'ok'))
  })
  app.get('/slow', async (request, response) => {
    await passGate()
    Object.assign(request.session, { slow: 1 })
    answer(response, 'ok')
  })
  app.get('/slow-answer', async (request, response) => {
    Object.assign(request.session, { slow: 1 })
    await passGate()
    answer(response, 'ok')
  })
  app.get('/fail', (request, response) => {
    Object.assign(request.session, { failed: 1 })
    response.status(500)
    answer(response, 'failed')
  })
  app.listen(PORT)
  return httpServerHandler({ port: PORT })
}

/** With one byte more, which is the one that is cut off. */
function answer(response: Response, text: string): void {
  response.type('text').send(`${text} `)
}

function visitorOf(request: Request): Partial<Visitor> {
  return request.session as unknown as Partial<Visitor>
}
