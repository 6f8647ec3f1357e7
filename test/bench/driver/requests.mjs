// What requests cost: D1 statements, rows, cookies, and time as a ratio to the floor.
import { begin, progress } from './progress.mjs'
import { median, quantile } from './statistics.mjs'

const AT_ONCE = '50 changes at once'
const CHANGES = 50

/** Each is one number only, so there have to be some more. */
const AT_ONCE_IN_ROUND = 4

export async function countRequests(machine, { scenarios, contenders }) {
  begin('statements')
  const counts = {}
  for (const [at, { name: scenario, path }] of scenarios.entries()) {
    counts[scenario] = {}
    for (const { name, lacks } of contenders) {
      progress(at, scenarios.length, `${scenario}: ${name}`)
      if (lacks.includes(path)) continue
      counts[scenario][name] = await machine.task('count', { names: [name], scenario })
    }
  }
  return counts
}

export async function probeContenders(machine, { contenders }) {
  begin('probes')
  const probes = {}
  for (const [at, { name }] of contenders.entries()) {
    progress(at, contenders.length, name)
    const findings = await machine.task('probe', { names: [name] })
    for (const [probe, finding] of Object.entries(findings)) {
      probes[probe] = { ...probes[probe], [name]: finding }
    }
  }
  return probes
}

/**
 * In every round each contender makes its requests, a block in turn with all the others, and is
 * divided by the block of the floor of the same second; the median of the blocks counts.
 */
export async function timeRequests(machine, { scenarios, contenders }, { rounds, requests }) {
  begin('time')
  const times = {}
  for (const [at, { name: scenario, path }] of scenarios.entries()) {
    const names = contenders
      .filter(({ countsOnly, lacks }) => !countsOnly && !lacks.includes(path))
      .map(({ name }) => name)
    const task = { names, scenario }
    await machine.task('timeRequests', { ...task, requests: Math.ceil(requests / 4) })
    const samples = []
    for (let round = 0; round < rounds; round++) {
      progress(at + round / rounds, scenarios.length + 1, `${scenario}, round ${round + 1}`)
      samples.push(await machine.task('timeRequests', { ...task, requests }))
    }
    times[scenario] = compared(names, samples)
  }
  progress(scenarios.length, scenarios.length + 1, AT_ONCE)
  const names = contenders
    .filter(({ countsOnly, lacks }) => !countsOnly && !lacks.includes('/change'))
    .map(({ name }) => name)
  const samples = []
  for (let round = 0; round < rounds * AT_ONCE_IN_ROUND; round++) {
    samples.push(await machine.task('timeAtOnce', { names, changes: CHANGES }))
  }
  times[AT_ONCE] = compared(names, samples)
  return times
}

/**
 * Times requests while the database answers at once; the floor is taken off, so what is left is
 * what a library does by itself, in microseconds.
 */
export async function timeLibraries(machine, { scenarios, contenders }, { rounds, requests }) {
  begin('libraries')
  const libraries = {}
  for (const [at, { name: scenario, path }] of scenarios.entries()) {
    const names = contenders
      .filter(({ countsOnly, isElsewhere }) => !countsOnly && !isElsewhere)
      .filter(({ lacks }) => !lacks.includes(path))
      .map(({ name }) => name)
    const task = { names, scenario }
    await machine.task('timeAlone', { ...task, requests: Math.ceil(requests / 4) })
    const samples = []
    for (let round = 0; round < rounds; round++) {
      progress(at + round / rounds, scenarios.length, `${scenario}, round ${round + 1}`)
      samples.push(await machine.task('timeAlone', { ...task, requests }))
    }
    const added = (name) =>
      samples.map((times) => median(times[name].flat()) - median(times.floor.flat()))
    libraries[scenario] = Object.fromEntries(
      names.map((name) => [name, { microseconds: 1000 * median(added(name)) }]),
    )
  }
  return libraries
}

/** `median` and `p99` are ratios to the floor; `microseconds` is the median itself. */
function compared(names, samples) {
  return Object.fromEntries(
    names.map((name) => {
      const all = (contender) => samples.flatMap((times) => times[contender])
      const floors = all('floor').map(median)
      const ratios = all(name).map((block, at) => median(block) / floors[at])
      const p99 = (times, contender) => quantile(times[contender].flat(), 0.99)
      return [
        name,
        {
          microseconds: 1000 * median(all(name).map(median)),
          median: median(ratios),
          p99: median(samples.map((times) => p99(times, name) / p99(times, 'floor'))),
        },
      ]
    }),
  )
}
