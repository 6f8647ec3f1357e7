import * as codec from './codec.ts'
import { type Bindings, TABLES } from './contender.ts'
import { contenders } from './contenders/index.ts'
import { ours } from './contenders/ours.ts'
import * as probes from './probes.ts'
import * as requests from './requests.ts'
import * as scale from './scale.ts'

export { SessionObject } from '../../../src/edge-sessions/engines/durable-objects/index.ts'

type Task = (env: Bindings, ...args: never[]) => unknown

/** The functions that the driver may call, with arguments from JSON. */
const tasks: Record<string, Task> = { ...codec, ...probes, ...requests, ...scale, setUp, load }

/** Creates all tables and returns the contenders, of which JSON leaves out the methods. */
async function setUp(env: Bindings) {
  for (const sql of TABLES) await env.DB.prepare(sql).run()
  for (const contender of contenders) await contender.migrate?.(env)
  return { contenders, ours: ours.map(({ name }) => name) }
}

/** Loads all copies of one module for the first time. */
async function load(_: Bindings, paths: string[]): Promise<void> {
  for (const path of paths) await import(path)
}

export default {
  async fetch(request: Request, env: Bindings): Promise<Response> {
    const [name, ...args] = await request.json<[string, ...never[]]>()
    const task = tasks[name]
    if (task === undefined) throw new Error(`Expected a task, got ${name}`)
    return Response.json((await task(env, ...args)) ?? null)
  },
}
