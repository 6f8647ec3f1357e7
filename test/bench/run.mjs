// `npm run bench`: sessions of all kinds in one workerd, on one D1, side by side.
import { writeFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { timeCodec } from './driver/codec.mjs'
import { startDjango } from './driver/django.mjs'
import { printFloors } from './driver/floors.mjs'
import { BENCH, bundle, OBJECTS, start } from './driver/machine.mjs'
import { end } from './driver/progress.mjs'
import { writeReadme } from './driver/readme.mjs'
import { report } from './driver/report.mjs'
import { countRequests, probeContenders, timeLibraries, timeRequests } from './driver/requests.mjs'
import { timeScale } from './driver/scale.mjs'
import { measureSizes } from './driver/size.mjs'

const { values: options } = parseArgs({
  options: {
    // A minute, to see whether all runs: its times say little.
    quick: { type: 'boolean', default: false },
    // Up to 10,000,000 rows.
    full: { type: 'boolean', default: false },
    // Keeps the results for the README.
    save: { type: 'boolean', default: false },
    // Writes the tables of the README.
    readme: { type: 'boolean', default: false },
  },
})

const started = Date.now()
const results = await measure(effort(options))
end()
const seconds = Math.round((Date.now() - started) / 1000)
const file = options.save ? 'results.json' : 'latest.json'
writeFileSync(join(BENCH, file), `${JSON.stringify({ ...results, seconds }, null, 2)}\n`)
console.log(report(results))
printFloors(results)
if (options.readme) writeReadme(results)
console.log(`\ntest/bench/${file}, after ${seconds} s on ${results.machine}`)

function effort({ quick, full }) {
  if (quick) return { quick, rounds: 3, requests: 20, largest: 10_000 }
  return { quick, rounds: 5, requests: 150, largest: full ? 10_000_000 : 1_000_000 }
}

async function measure(howMuch) {
  const sizes = await measureSizes()
  const django = await startDjango()
  const worker = await bundle('worker/index.ts')
  const machine = await start(worker, { ...OBJECTS, bindings: { DJANGO: django?.origin ?? '' } })
  try {
    const field = await machine.task('setUp')
    const counts = await countRequests(machine, field)
    const probes = await probeContenders(machine, field)
    const times = await timeRequests(machine, field, howMuch)
    const libraries = await timeLibraries(machine, field, howMuch)
    const codec = await timeCodec(machine, howMuch)
    const scale = await timeScale(machine, howMuch)
    return {
      date: new Date().toISOString().slice(0, 10),
      machine: `${availableParallelism()} × ${cpus()[0]?.model}, Node.js ${process.version}`,
      django: django?.versions ?? null,
      contenders: field.contenders.map(({ name }) => name),
      ours: field.ours,
      counts,
      times,
      libraries,
      probes,
      scale,
      codec,
      sizes,
    }
  } finally {
    await machine.stop()
  }
}
