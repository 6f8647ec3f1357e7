// `npm run bench`: sessions of all kinds in one workerd, on one D1, side by side.
import { writeFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { compareJson } from './driver/json.mjs'
import { BENCH, start, startDjango } from './driver/machine.mjs'
import { report, writeTables } from './driver/report.mjs'
import * as requests from './driver/requests.mjs'
import { timeCodec, timeScale } from './driver/scale.mjs'
import { measureSizes } from './driver/size.mjs'
import { printTargets } from './driver/targets.mjs'

/** The measurements, by their names in the results. */
const MEASUREMENTS = {
  counts: requests.countRequests,
  probes: requests.probeContenders,
  alone: requests.timeAlone,
  times: requests.timeDistances,
  codec: timeCodec,
  scale: timeScale,
  cold: requests.timeCold,
  sizes: measureSizes,
  json: compareJson,
}

// `--quick` shows that everything runs; its times say nothing. `--full` goes up to 10,000,000 rows.
// `--save` writes results.json and the tables of README.md.
const flag = { type: 'boolean', default: false }
const { values: options } = parseArgs({ options: { quick: flag, full: flag, save: flag } })

const started = Date.now()
const results = await measure(effortOf(options))
results.seconds = Math.round((Date.now() - started) / 1000)
const file = options.save ? 'results.json' : 'latest.json'
writeFileSync(join(BENCH, file), `${JSON.stringify(results, null, 1)}\n`)
if (options.save) writeTables(results)
console.log(report(results))
printTargets(results)
console.log(`\ntest/bench/${file}, after ${results.seconds} s on ${results.machine}`)
process.exit()

/**
 * Returns how much to measure. V8 has optimized the code after some thousand requests to warm up. `distant`
 * is a tenth of the changes at once.
 */
function effortOf({ quick, full }) {
  if (quick) {
    return { rounds: 1, warmUps: 1, requests: 10, distant: 1, encodings: 10, largest: 1000 }
  }
  const largest = full ? 10_000_000 : 1_000_000
  return { rounds: 12, warmUps: 16, requests: 200, distant: 5, encodings: 500, largest }
}

async function measure(effort) {
  const django = await startDjango()
  const machine = await start({ django: django?.origin })
  const results = {
    date: new Date().toISOString().slice(0, 10),
    machine: `${availableParallelism()} × ${cpus()[0]?.model}, Node.js ${process.version}`,
    django: django?.version ?? null,
    contenders: machine.contenders.map(({ name }) => name),
    ours: machine.ours,
  }
  for (const [name, work] of Object.entries(MEASUREMENTS)) {
    process.stderr.write(`${name} ...\n`)
    results[name] = await work(machine, effort)
  }
  return results
}
