import { timeCodec } from './codec.ts'
import type { Bindings, Contender } from './contender.ts'
import { contenders } from './contenders/index.ts'
import { ours } from './contenders/ours.ts'
import { count } from './counts.ts'
import { fill } from './fill.ts'
import { probe } from './probes.ts'
import { replaying } from './replay.ts'
import { timeClearing, timeOperations } from './scale.ts'
import { SCENARIOS, scenario } from './scenarios.ts'
import { SCHEMA } from './schema.ts'
import { timeAtOnce, timeRequests } from './timing.ts'

export { SessionObject } from '../../../src/edge-sessions/engines/durable-objects/index.ts'

interface Task {
  names: string[]
  scenario: string
  requests: number
  changes: number
  from: number
  added: number
  operations: number
  bytes: number
  repeats: number
}

const tasks: Record<string, (env: Bindings, task: Task) => Promise<unknown>> = {
  async setUp(env) {
    for (const sql of SCHEMA) await env.DB.prepare(sql).run()
    for (const contender of contenders) await contender.migrate?.(env)
    return {
      ours: ours.map(({ name }) => name),
      scenarios: SCENARIOS,
      contenders: contenders.map(({ fetch: _, migrate: __, ...about }) => ({
        lacks: [],
        ...about,
      })),
    }
  },
  count: (env, task) => count(one(task), env, scenario(task.scenario)),
  probe: (env, task) => probe(one(task), env),
  timeRequests: (env, task) =>
    timeRequests(named(task.names), env, scenario(task.scenario), task.requests),
  timeAlone: (env, task) =>
    timeRequests(named(task.names), replaying(env), scenario(task.scenario), task.requests),
  timeAtOnce: (env, task) => timeAtOnce(named(task.names), env, task.changes),
  emptyTable: ({ DB }) => DB.prepare('DELETE FROM django_session').run(),
  countRows: ({ DB }) => DB.prepare('SELECT count(*) AS rows FROM django_session').first('rows'),
  fill: ({ DB }, task) => fill(DB, task.from, task.added),
  timeOperations: (env, task) => timeOperations(env, task.operations),
  timeClearing: (env) => timeClearing(env),
  timeCodec: (_, task) => timeCodec(task.bytes, task.repeats),
}

export default {
  async fetch(request: Request, env: Bindings): Promise<Response> {
    const name = new URL(request.url).pathname.slice(1)
    const task = tasks[name]
    if (task === undefined) return new Response(null, { status: 404 })
    return Response.json(await task(env, await request.json()))
  },
}

function one({ names: [name] }: Task): Contender {
  const found = contenders.find((contender) => contender.name === name)
  if (found === undefined) throw new Error(`Expected a contender, got ${name}`)
  return found
}

function named(names: readonly string[]) {
  return contenders.filter(({ name }) => names.includes(name))
}
