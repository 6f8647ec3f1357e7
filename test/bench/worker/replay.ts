import type { Bindings } from './contender.ts'

/** A database that answers what it answered the first time, at once: what is left is the library. */
export function replaying(env: Bindings): Bindings {
  const answers = new Map<string, unknown>()

  function statement(sql: string, real: D1PreparedStatement): D1PreparedStatement {
    const replay = (method: string) => {
      return async (...parameters: unknown[]) => {
        const name = `${method} ${parameters} ${sql}`
        if (!answers.has(name)) {
          const ask: (...parameters: unknown[]) => Promise<unknown> = Reflect.get(real, method)
          answers.set(name, await ask.apply(real, parameters))
        }
        return structuredClone(answers.get(name))
      }
    }
    return Object.assign(Object.create(real), {
      bind: (...values: unknown[]) => statement(sql, real.bind(...values)),
      run: replay('run'),
      all: replay('all'),
      first: replay('first'),
      raw: replay('raw'),
    })
  }

  function session(real: D1DatabaseSession): D1DatabaseSession {
    return Object.assign(Object.create(real), {
      prepare: (sql: string) => statement(sql, real.prepare(sql)),
      getBookmark: () => real.getBookmark(),
    })
  }

  const DB: D1Database = Object.assign(Object.create(env.DB), {
    prepare: (sql: string) => statement(sql, env.DB.prepare(sql)),
    withSession: (constraint?: string) => session(env.DB.withSession(constraint)),
  })
  return { ...env, DB }
}
