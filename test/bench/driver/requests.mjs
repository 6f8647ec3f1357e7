// The cost of requests: statements, rows and cookies, CPU time of the library alone, and time by the
// distance of the database.
import { start } from './machine.mjs'

export const DISTANCES = [0, 5, 30]
const COLD = ['floor', 'signing floor', 'db', 'cookieCache', 'Remix session']
const DISTANT = ['read', 'first write', 'change', 'renew key', 'logout']

/** Blocks until V8 has optimized the code: some thousand requests. */
const WARM_UPS = 15
const AT_ONCE = '50 changes at once'

export async function countRequests(machine, field) {
  return eachScenario(field, true, (name, scenario) => machine.task('count', { name, scenario }))
}

export async function probeContenders(machine, { contenders }) {
  const probes = {}
  for (const { name } of contenders) {
    const findings = await machine.task('probe', { name })
    for (const [probe, finding] of Object.entries(findings)) {
      probes[probe] = { ...probes[probe], [name]: finding }
    }
  }
  return probes
}

/**
 * Measures libraries on a database that answers at once: µs of CPU time per request, those of the
 * fastest of some rounds. In each round every contender sends a block. Other work on the machine
 * only ever adds time, so the least is nearest to the truth.
 */
export async function timeAlone(machine, field, { rounds, requests }) {
  const alone = {}
  for (const scenario of Object.keys(field.scenarios)) {
    const names = namesFor(field, scenario).filter((name) => !field.about(name).isElsewhere)
    const samples = Object.fromEntries(names.map((name) => [name, []]))
    for (let round = -1; round < rounds; round++) {
      for (const name of shuffled(names)) {
        const block = { name, scenario, requests, distance: null }
        // Round -1 warms up.
        for (let warmUp = 0; round === -1 && warmUp < WARM_UPS; warmUp++) await send(machine, block)
        const { cpu } = await send(machine, block)
        if (round >= 0) samples[name].push(cpu / requests)
      }
    }
    alone[scenario] = Object.fromEntries(names.map((name) => [name, Math.min(...samples[name])]))
  }
  return alone
}

/** Measures the first write and the next nine reads of new isolates: µs of CPU time each. */
export async function timeCold(worker, { isolates }) {
  const cold = {}
  for (let isolate = 0; isolate < isolates; isolate++) {
    for (const name of COLD) {
      const machine = await start(worker)
      try {
        const { contenders } = await machine.task('setUp')
        if (!contenders.some((contender) => contender.name === name)) continue
        const block = { name, requests: 1, distance: 0 }
        await machine.task('prepare', { ...block, scenario: 'first write' })
        const first = await machine.measure('sendBlock', { ...block, scenario: 'first write' })
        const next = await send(machine, { ...block, scenario: 'read', requests: 9 })
        cold[name] ??= { first: [], next: [] }
        cold[name].first.push(first.cpu)
        cold[name].next.push(next.cpu / 9)
      } finally {
        await machine.stop()
      }
    }
  }
  return Object.fromEntries(
    Object.entries(cold).map(([name, { first, next }]) => [
      name,
      { first: Math.min(...first), next: Math.min(...next) },
    ]),
  )
}

/** Measures requests by the clock, with the database so many ms away: µs each. */
export async function timeDistances(machine, field, { rounds, distant }) {
  const times = {}
  for (const distance of DISTANCES) {
    const requests = distance === 0 ? 10 * distant : distant
    const repeats = Math.min(rounds, 3)
    const scenarios = Object.fromEntries(DISTANT.map((name) => [name, field.scenarios[name]]))
    const found = await eachScenario({ ...field, scenarios }, false, async (name, scenario) => {
      const block = { name, scenario, requests, distance }
      const [clock, each] = [[], []]
      for (let round = 0; round < repeats; round++) {
        const sent = await send(machine, block)
        clock.push(sent.clock / requests)
        each.push(...sent.result)
      }
      return { least: Math.min(...clock), p99: 1000 * percentile(each, 99) }
    })
    found[AT_ONCE] = {}
    for (const name of namesFor(field, 'change')) {
      const block = { name, requests: 50, distance }
      const clock = []
      for (let round = 0; round < repeats; round++) {
        clock.push((await machine.measure('sendAtOnce', block)).clock / 50)
      }
      found[AT_ONCE][name] = { least: Math.min(...clock) }
    }
    times[distance] = found
  }
  return times
}

async function send(machine, block) {
  await machine.task('prepare', block)
  return machine.measure('sendBlock', block)
}

/** Asks all contenders in turn, scenario by scenario. */
async function eachScenario(field, isCount, ask) {
  const found = {}
  for (const scenario of Object.keys(field.scenarios)) {
    found[scenario] = {}
    for (const name of namesFor(field, scenario, isCount)) {
      found[scenario][name] = await ask(name, scenario)
    }
  }
  return found
}

function namesFor({ scenarios, contenders }, scenario, isCount = false) {
  return contenders
    .filter(({ countsOnly }) => isCount || !countsOnly)
    .filter(({ lacks }) => !lacks.includes(scenarios[scenario].path))
    .map(({ name }) => name)
}

function shuffled(items) {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ item }) => item)
}

function percentile(values, percent) {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.min(Math.floor((percent / 100) * sorted.length), sorted.length - 1)]
}
