import { env } from 'cloudflare:workers'
import { makeOurTable } from './tables.ts'

/** A statement, and the database that answered it. */
export interface Query {
  place: 'primary' | 'replica'
  sql: string
  /** The bookmark or constraint of the D1 session; `null` outside of a session. */
  constraint: string | null
}

/**
 * A D1 database with a lagging read replica, by the rules of D1's Sessions API. Every write, and
 * every statement outside of a session, goes to the primary. A read in a session goes to the replica
 * if that is as fresh as what the session has seen. The primary is the real local D1. The replica
 * holds the rows of the last `catchUp`.
 */
export class ReplicatedDatabase {
  readonly db: D1Database
  /** All statements, in order. */
  readonly queries: Query[] = []
  /** Called before a statement runs. It may throw, or let time pass. */
  before: (query: Query) => void | Promise<void> = () => {}
  /** Called before the response arrives. It may throw, which loses the response. */
  after: (query: Query) => void | Promise<void> = () => {}
  /** Decides what a read does if the replica is too old for it. */
  whenBehind: () => 'ask the primary' | 'wait' = () => 'ask the primary'

  /** The number of writes that the primary has seen, and the replica. */
  #version = 1
  #replicated = 0
  #catching = Promise.resolve()

  /** Creates the database, with an empty table on both sides. */
  static async make(): Promise<ReplicatedDatabase> {
    await makeOurTable()
    const statements = env.TEST_MIGRATIONS.flatMap(({ queries }) => queries)
    await env.REPLICA.batch(
      ['DROP TABLE IF EXISTS django_session', ...statements].map((sql) => env.REPLICA.prepare(sql)),
    )
    return new ReplicatedDatabase()
  }

  private constructor() {
    this.db = new Proxy(env.DB, {
      get: (_, name) => {
        if (name === 'prepare') return (sql: string) => this.#statement(sql, [], null)
        if (name === 'withSession') return (constraint?: string) => this.#session(constraint)
        throw new Error(`Expected a statement or a session, got \`${String(name)}\``)
      },
    })
  }

  /** The current bookmark of the primary. */
  get bookmark(): string {
    return bookmarkOf(this.#version)
  }

  /** Returns the databases that have answered since the last call. */
  places(): Query['place'][] {
    return this.queries.splice(0).map(({ place }) => place)
  }

  /** Brings the replica up to date. */
  async catchUp(): Promise<void> {
    this.#catching = this.#catching.then(() => this.#copy())
    await this.#catching
  }

  async #copy(): Promise<void> {
    const version = this.#version
    const { results } = await env.DB.prepare('SELECT * FROM django_session').run<Row>()
    await env.REPLICA.batch([
      env.REPLICA.prepare('DELETE FROM django_session'),
      ...results.map((row) =>
        env.REPLICA.prepare('INSERT INTO django_session VALUES (?, ?, ?, ?)').bind(
          row.session_key,
          row.session_data,
          row.expire_date,
          row.user_id,
        ),
      ),
    ])
    this.#replicated = version
  }

  /** Writes without a bookmark, as a Django site or an administrator does. */
  async elsewhere(sql: string, ...values: unknown[]): Promise<void> {
    await this.db
      .prepare(sql)
      .bind(...values)
      .run()
  }

  #session(constraint = 'first-unconstrained'): Partial<D1DatabaseSession> {
    const session = new FakeSession(constraint)
    return {
      prepare: (sql) => this.#statement(sql, [], session),
      getBookmark: () => session.bookmark,
    }
  }

  #statement(sql: string, values: unknown[], session: FakeSession | null): D1PreparedStatement {
    const run = () => this.#run(sql, values, session)
    const replaced: Partial<Record<string | symbol, unknown>> = {
      bind: (...bound: unknown[]) => this.#statement(sql, bound, session),
      run,
      all: run,
      first: async () => (await run()).results[0] ?? null,
    }
    return new Proxy(env.DB.prepare(sql), {
      get: (_, name) => {
        const member = replaced[name]
        if (member === undefined) throw new Error(`Expected no use of \`${String(name)}\``)
        return member
      },
    })
  }

  async #run(sql: string, values: unknown[], session: FakeSession | null): Promise<D1Result> {
    const isRead = /^\s*SELECT/i.test(sql)
    const place = session !== null && isRead ? await this.#placeFor(session) : 'primary'
    const query: Query = { place, sql, constraint: session?.constraint ?? null }
    this.queries.push(query)
    await this.before(query)
    const database = place === 'primary' ? env.DB : env.REPLICA
    const replicated = this.#replicated
    const result = await database
      .prepare(sql)
      .bind(...values)
      .run()
    if (!isRead) this.#version += 1
    await this.after(query)
    session?.see(bookmarkOf(place === 'primary' ? this.#version : replicated))
    return result
  }

  async #placeFor({ constraint }: FakeSession): Promise<Query['place']> {
    if (constraint === 'first-primary') return 'primary'
    if (constraint === 'first-unconstrained') return 'replica'
    if (bookmarkOf(this.#replicated) >= constraint) return 'replica'
    if (this.whenBehind() === 'ask the primary') return 'primary'
    await this.catchUp()
    return 'replica'
  }
}

interface Row {
  session_key: string
  session_data: string
  expire_date: string
  user_id: string | null
}

/** The Worker's half of a D1 session, as in workerd: it keeps the newest bookmark it has seen. */
class FakeSession {
  constraint: string

  constructor(constraint: string) {
    this.constraint = constraint
  }

  get bookmark(): string | null {
    return this.constraint.startsWith('first-') ? null : this.constraint
  }

  see(bookmark: string): void {
    if ((this.bookmark ?? '') < bookmark) this.constraint = bookmark
  }
}

/** Formats a bookmark as D1 does: two counters, the version of the database and a hash, in hex. */
function bookmarkOf(version: number): string {
  const count = version.toString(16).padStart(8, '0')
  return `00000001-${count}-000050ac-${count.repeat(4)}`
}
