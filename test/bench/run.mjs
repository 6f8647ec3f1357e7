// `npm run bench`: sessions of all kinds in one workerd, on one D1, side by side.
import { writeFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startDjango } from './driver/django.mjs'
import { compareJson } from './driver/json.mjs'
import { BENCH, bundle, start } from './driver/machine.mjs'
import { report, writeTables } from './driver/report.mjs'
import {
  countRequests,
  probeContenders,
  timeAlone,
  timeCold,
  timeDistances,
} from './driver/requests.mjs'
import { timeCodec, timeScale } from './driver/scale.mjs'
import { measureSizes } from './driver/size.mjs'
import { printTargets } from './driver/targets.mjs'

const { values: options } = parseArgs({
  options: {
    // Shows that everything runs. Its times say little.
    quick: { type: 'boolean', default: false },
    // Up to 10,000,000 rows.
    full: { type: 'boolean', default: false },
    // Writes results.json and the tables of README.md.
    save: { type: 'boolean', default: false },
  },
})

const started = Date.now()
const results = await measure(effort(options))
results.seconds = Math.round((Date.now() - started) / 1000)
const file = options.save ? 'results.json' : 'latest.json'
writeFileSync(join(BENCH, file), `${JSON.stringify(results, null, 1)}\n`)
if (options.save) writeTables(results)
console.log(report(results))
printTargets(results)
console.log(`\ntest/bench/${file}, after ${results.seconds} s on ${results.machine}`)
process.exit()

function effort({ quick, full }) {
  if (quick) return { quick, rounds: 2, requests: 50, distant: 2, isolates: 1, largest: 1000 }
  const largest = full ? 10_000_000 : 1_000_000
  return { quick, rounds: 12, requests: 200, distant: 4, isolates: 3, largest }
}

async function measure(howMuch) {
  const django = await startDjango()
  const worker = await bundle('worker/index.ts')
  const machine = await start(worker, django?.origin)
  const step = (name, work) => {
    process.stderr.write(`${name} ...\n`)
    return work
  }
  try {
    const field = await machine.task('setUp')
    field.about = (name) => field.contenders.find((contender) => contender.name === name)
    return {
      date: new Date().toISOString().slice(0, 10),
      machine: `${availableParallelism()} × ${cpus()[0]?.model}, Node.js ${process.version}`,
      django: django?.version ?? null,
      contenders: field.contenders.map(({ name }) => name),
      ours: field.ours,
      counts: await step('statements', countRequests(machine, field)),
      probes: await step('probes', probeContenders(machine, field)),
      alone: await step('libraries', timeAlone(machine, field, howMuch)),
      times: await step('distances', timeDistances(machine, field, howMuch)),
      codec: await step('codec', timeCodec(machine, howMuch)),
      scale: await step('scale', timeScale(machine, howMuch)),
      cold: await step('cold isolates', timeCold(worker, howMuch)),
      sizes: await step('sizes', measureSizes()),
      json: await step('json', compareJson(howMuch)),
    }
  } finally {
    await machine.stop()
  }
}
