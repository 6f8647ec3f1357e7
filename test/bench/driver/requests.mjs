// The cost of requests: statements, rows and cookies, CPU time of the library alone, and time by the
// distance of the database.
import { start } from './machine.mjs'

/** Milliseconds to the database. */
export const DISTANCES = [0, 5, 30]

const SCENARIOS = {
  'anonymous, untouched': { path: '/untouched', visitors: 'strangers' },
  'anonymous, read': { path: '/read', visitors: 'strangers' },
  untouched: { path: '/untouched', visitors: 'one' },
  read: { path: '/read', visitors: 'one' },
  'first write': { path: '/write', visitors: 'strangers' },
  change: { path: '/change', visitors: 'one' },
  'renew key': { path: '/renew', visitors: 'one' },
  logout: { path: '/logout', visitors: 'many' },
  // More sessions than an isolate remembers the signatures of.
  'read, others between': { path: '/read', visitors: 'many' },
  '50 changes at once': { path: '/change', visitors: 'one', isAtOnce: true },
}
const ONE_BY_ONE = Object.keys(SCENARIOS).filter((scenario) => !SCENARIOS[scenario].isAtOnce)
const DISTANT = ['read', 'first write', 'change', 'renew key', 'logout', '50 changes at once']
const COLD = ['floor', 'signing floor', 'db', 'cookieCache', 'Remix session']

/** Counts the cost of the second of two requests. */
export function countRequests({ ask, contenders }) {
  const count = (block) => ask('count', { ...block, requests: 2 })
  return eachScenario(ONE_BY_ONE, contenders, count, { summary: ([cost]) => cost })
}

export async function probeContenders({ ask, contenders }) {
  const probes = {}
  for (const { name } of contenders) {
    for (const [probe, finding] of Object.entries(await ask('probe', name))) {
      probes[probe] = { ...probes[probe], [name]: finding }
    }
  }
  return probes
}

/**
 * Measures libraries on a database that answers at once: µs of CPU time per request, those of the
 * fastest round. Other work on the machine only ever adds time, so the least is nearest to the truth.
 */
export function timeAlone(machine, { rounds, warmUps, requests }) {
  const contenders = timed(machine).filter(({ isElsewhere }) => !isElsewhere)
  const work = (block) => send(machine, { ...block, requests, distance: null })
  const summary = (blocks) => Math.min(...blocks.map(({ cpu }) => cpu))
  return eachScenario(ONE_BY_ONE, contenders, work, { rounds, warmUps, summary })
}

/** Measures requests by the clock: µs each in the fastest round, and the 99th percentile in ms. */
export async function timeDistances(machine, { rounds, distant }) {
  const times = {}
  const options = { rounds: Math.min(rounds, 5), summary }
  for (const distance of DISTANCES) {
    const work = (block) => {
      const requests = block.isAtOnce || distance === 0 ? 10 * distant : distant
      return send(machine, { ...block, requests, distance })
    }
    times[distance] = await eachScenario(DISTANT, timed(machine), work, options)
  }
  return times

  function summary(blocks) {
    const each = blocks.flatMap(({ result }) => result).sort((one, other) => one - other)
    const least = Math.min(...blocks.map(({ clock }) => clock))
    return { least, p99: each[Math.floor(0.99 * each.length)] }
  }
}

/** Measures the first write and the next nine reads of new isolates: µs of CPU time each. */
export async function timeCold(_, { rounds }) {
  const cold = {}
  for (let isolate = 0; isolate < Math.min(rounds, 3); isolate++) {
    for (const name of COLD) {
      const machine = await start()
      const block = { name, distance: 0 }
      const first = await send(machine, { ...block, ...SCENARIOS['first write'], requests: 1 })
      const next = await send(machine, { ...block, ...SCENARIOS.read, requests: 9 })
      const best = cold[name] ?? { first: Infinity, next: Infinity }
      cold[name] = { first: Math.min(best.first, first.cpu), next: Math.min(best.next, next.cpu) }
      await machine.stop()
    }
  }
  return cold
}

/**
 * Lets all contenders work in turn, round by round and scenario by scenario.
 *
 * @param options `warmUps`, rounds that do not count; `summary`, a function of the rounds.
 */
async function eachScenario(scenarios, contenders, work, { rounds = 1, warmUps = 0, summary }) {
  const found = {}
  for (const scenario of scenarios) {
    const block = SCENARIOS[scenario]
    const able = contenders.filter(({ lacks }) => !lacks?.includes(block.path))
    const done = Object.fromEntries(able.map(({ name }) => [name, []]))
    for (let round = -warmUps; round < rounds; round++) {
      for (const name of shuffled(Object.keys(done))) {
        const measured = await work({ name, ...block })
        if (round >= 0) done[name].push(measured)
      }
    }
    const summaries = Object.entries(done).map(([name, measured]) => [name, summary(measured)])
    found[scenario] = Object.fromEntries(summaries)
  }
  return found
}

/** Sends a block of requests; returns its times in µs for each. */
async function send({ ask, measure }, block) {
  await ask('prepare', block)
  const { result, clock, cpu } = await measure('send', block)
  return { result, clock: clock / block.requests, cpu: cpu / block.requests }
}

function timed({ contenders }) {
  return contenders.filter(({ countsOnly }) => !countsOnly)
}

function shuffled(items) {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ item }) => item)
}
