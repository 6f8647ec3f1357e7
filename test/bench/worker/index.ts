import { decode, encode, prepareDecoding } from './codec.ts'
import { type Bindings, type Contender, TABLES } from './contender.ts'
import { contenders } from './contenders/index.ts'
import { ours } from './contenders/ours.ts'
import { probe } from './probes.ts'
import { type Block, count, prepare, SCENARIOS, sendAtOnce, sendBlock } from './requests.ts'
import { clear, fill, operate, pick } from './scale.ts'

export { SessionObject } from '../../../src/edge-sessions/engines/durable-objects/index.ts'

interface Task extends Block {
  from: number
  added: number
  sessions: number
  operation: string
  bytes: number
  repeats: number
}

const tasks: Record<string, (env: Bindings, task: Task) => unknown> = {
  async setUp(env) {
    for (const sql of TABLES) await env.DB.prepare(sql).run()
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
  nothing: () => null,
  count,
  prepare,
  sendBlock: (_, task) => sendBlock(task),
  sendAtOnce,
  probe: (env, { contender }) => probe(env, contender),
  emptyTable: ({ DB }) => DB.prepare('DELETE FROM django_session').run(),
  countRows: ({ DB }) => DB.prepare('SELECT count(*) AS rows FROM django_session').first('rows'),
  fill: (env, { from, added }) => fill(env, from, added),
  pick: (env, { sessions }) => pick(env, sessions),
  operate: (env, { operation }) => operate(env, operation),
  clear,
  encode: (_, { bytes, repeats }) => encode(bytes, repeats),
  prepareDecoding: (_, { bytes, repeats }) => prepareDecoding(bytes, repeats),
  decode,
}

export default {
  async fetch(request: Request, env: Bindings): Promise<Response> {
    const task = tasks[new URL(request.url).pathname.slice(1)]
    if (task === undefined) return new Response(null, { status: 404 })
    const { name, ...parameters } = await request.json<
      { name?: string } & Omit<Task, 'contender'>
    >()
    return Response.json((await task(env, { ...parameters, contender: named(name) })) ?? null)
  },
}

function named(name = 'floor'): Contender {
  const found = contenders.find((contender) => contender.name === name)
  if (found === undefined) throw new Error(`Expected a contender, got ${name}`)
  return found
}
