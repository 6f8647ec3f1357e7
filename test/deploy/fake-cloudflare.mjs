// The part of Cloudflare's API that a deployment uses, on the loopback interface: accounts, D1
// databases (SQLite in memory) and Workers.
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { DatabaseSync } from 'node:sqlite'

const WORKER_NOT_FOUND = { status: 404, code: 10007, message: 'This Worker does not exist.' }

export class FakeCloudflare {
  /** The requests so far, as `METHOD /path`. */
  requests = []
  /** Requests to endpoints that are missing here. */
  unknown = []
  /** The databases by id: `{ uuid, name, sqlite }`. */
  databases = new Map()
  /** The deployed Workers by name: their bindings and secrets. */
  workers = new Map()
  /** If set, statements that contain it fail. */
  failingSql = null
  #accounts
  #server

  constructor(accounts = ['a1']) {
    this.#accounts = accounts.map((id) => ({ id: id.padEnd(32, '0'), name: `Account ${id}` }))
  }

  /** Listens on a free port. Returns the base URL for CLOUDFLARE_API_BASE_URL. */
  async listen() {
    this.#server = createServer((request, response) => this.#handle(request, response))
    await new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${this.#server.address().port}/client/v4`
  }

  close() {
    this.#server.closeAllConnections()
    return new Promise((resolve) => this.#server.close(resolve))
  }

  async #handle(request, response) {
    const { pathname } = new URL(request.url, 'http://localhost')
    const path = pathname.replace(/^\/client\/v4/, '')
    const call = `${request.method} ${path}`
    this.requests.push(call)
    const body = await read(request)
    let answer
    try {
      answer = { status: 200, result: await this.#answer(call, body, request) }
    } catch (error) {
      answer = { status: error.status ?? 400, code: error.code, message: error.message }
    }
    const failed = answer.status !== 200
    const errors = failed ? [{ code: answer.code ?? 1000, message: answer.message }] : []
    const page = Array.isArray(answer.result)
      ? { page: 1, per_page: 100, count: answer.result.length, total_count: answer.result.length }
      : undefined
    response.writeHead(answer.status, { 'Content-Type': 'application/json' })
    response.end(
      JSON.stringify({
        success: !failed,
        errors,
        messages: [],
        result: answer.result ?? null,
        result_info: page,
      }),
    )
  }

  async #answer(call, body, request) {
    const route = call.replace(/\/accounts\/\w{32}/, '/accounts/:id')
    const routes = [
      [/^GET \/user$/, () => ({ id: 'u', email: 'dev@example.com' })],
      [/^GET \/user\/tokens\/verify$/, () => ({ id: 't', status: 'active' })],
      [/^GET \/accounts$/, () => this.#accounts],
      [/^GET \/memberships$/, () => this.#accounts.map((account) => ({ id: account.id, account }))],
      [/^GET \/accounts\/:id\/d1\/database$/, () => this.#listDatabases()],
      [/^POST \/accounts\/:id\/d1\/database$/, () => this.#createDatabase(body)],
      [/^GET \/accounts\/:id\/d1\/database\/([\w-]+)$/, (id) => this.#database(id)],
      [/^POST \/accounts\/:id\/d1\/database\/([\w-]+)\/query$/, (id) => this.#query(id, body)],
      [/^GET \/accounts\/:id\/workers\/subdomain$/, () => ({ subdomain: 'example' })],
      [
        /^GET \/accounts\/:id\/workers\/workers\/([\w-]+)$/,
        (name) => ({ id: name, name, subdomain: { enabled: true, previews_enabled: true } }),
      ],
      [/^GET \/accounts\/:id\/workers\/services\/([\w-]+)$/, (name) => this.#service(name)],
      [
        /^GET \/accounts\/:id\/workers\/scripts\/([\w-]+)\/settings$/,
        (name) => this.#settings(name),
      ],
      [/^GET \/accounts\/:id\/workers\/scripts\/([\w-]+)\/secrets$/, (name) => this.#secrets(name)],
      [
        /^GET \/accounts\/:id\/workers\/scripts\/([\w-]+)\/deployments$/,
        (name) => ({ deployments: this.#worker(name).deployments }),
      ],
      [
        /^\w+ \/accounts\/:id\/workers\/scripts\/([\w-]+)\/subdomain$/,
        () => ({ enabled: true, previews_enabled: true }),
      ],
      [
        /^PUT \/accounts\/:id\/workers\/scripts\/([\w-]+)\/schedules$/,
        () => ({ schedules: JSON.parse(body) }),
      ],
      [
        /^PUT \/accounts\/:id\/workers\/scripts\/([\w-]+)$/,
        (name) => this.#deploy(name, body, request),
      ],
    ]
    for (const [pattern, answer] of routes) {
      const match = pattern.exec(route)
      if (match !== null) return answer(...match.slice(1))
    }
    this.unknown.push(call)
    throw { status: 404, code: 7003, message: `No fake of ${call}` }
  }

  #listDatabases() {
    return [...this.databases.values()].map(describe)
  }

  #createDatabase(body) {
    const { name } = JSON.parse(body)
    const database = { uuid: randomUUID(), name, sqlite: new DatabaseSync(':memory:') }
    this.databases.set(database.uuid, database)
    return describe(database)
  }

  #database(id) {
    const database =
      this.databases.get(id) ?? [...this.databases.values()].find(({ name }) => name === id)
    if (database === undefined) throw { status: 404, code: 7404, message: 'No such database' }
    return describe(database)
  }

  #query(id, body) {
    const { sql, params = [] } = JSON.parse(body)
    if (this.failingSql !== null && sql.includes(this.failingSql)) {
      throw { status: 400, code: 7500, message: 'near "oops": syntax error' }
    }
    const { sqlite } = this.databases.get(id)
    const meta = { duration: 0, changes: 0, rows_read: 0, rows_written: 0 }
    if (/^\s*(SELECT|PRAGMA)/i.test(sql)) {
      return [{ success: true, results: sqlite.prepare(sql).all(...params), meta }]
    }
    sqlite.exec(sql)
    return [{ success: true, results: [], meta }]
  }

  #service(name) {
    this.#worker(name)
    return { id: name, default_environment: { environment: 'production', script: { id: name } } }
  }

  #settings(name) {
    return { bindings: this.#worker(name).bindings }
  }

  #secrets(name) {
    const { bindings } = this.#worker(name)
    return bindings
      .filter(({ type }) => type === 'secret_text')
      .map(({ name }) => ({ name, type: 'secret_text' }))
  }

  #worker(name) {
    const worker = this.workers.get(name)
    if (worker === undefined) throw WORKER_NOT_FOUND
    return worker
  }

  async #deploy(name, body, request) {
    const form = await new Response(body, {
      headers: { 'Content-Type': request.headers['content-type'] },
    }).formData()
    const metadata = JSON.parse(form.get('metadata'))
    const old = this.workers.get(name)?.bindings ?? []
    const bindings = metadata.bindings.map((binding) =>
      binding.type === 'inherit' ? old.find((kept) => kept.name === binding.name) : binding,
    )
    const kept = old.filter(
      ({ name, type }) =>
        metadata.keep_bindings?.includes(type) &&
        !bindings.some((binding) => binding.name === name),
    )
    this.workers.set(name, { bindings: [...bindings, ...kept], deployments: [] })
    return {
      id: name,
      etag: 'e',
      pipeline_hash: 'p',
      startup_time_ms: 1,
      deployment_id: randomUUID(),
    }
  }
}

function describe({ uuid, name }) {
  return { uuid, name, version: 'production', num_tables: 0, file_size: 0 }
}

async function read(stream) {
  const chunks = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}
