import type { Bindings } from './contender.ts'

/** A database that answers what it answered the first time, at once: what is left is the library. */
export function replaying(env: Bindings): Bindings {
  const answers = new Map<string, unknown>()

  function statement(sql: string, real: D1PreparedStatement): D1PreparedStatement {
    const replay = (method: 'run' | 'all' | 'first' | 'raw') => {
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

  const db = Object.create(env.DB)
  db.prepare = (sql: string) => statement(sql, env.DB.prepare(sql))
  return { ...env, DB: db }
}
