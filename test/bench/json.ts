// Compares the cost of a body that holds one unusual number with the same body without it.
// Run: node --experimental-strip-types test/bench/json.ts

import { parseMembers, stringifyValue } from '../../src/edge-sessions/signing/index.ts'

const ROUNDS = 25
const SIZE = 20_000

function nest(value: unknown, levels: number): unknown {
  return levels === 0 ? value : nest([value], levels - 1)
}

function range<Item>(item: (index: number) => Item): Item[] {
  return Array.from({ length: SIZE }, (_, index) => item(index))
}

const bodies: Record<string, (last: number) => unknown> = {
  'nested arrays': (last) => nest([...range(() => []), last], 900),
  objects: (last) => [...range((id) => ({ id, name: `Item ${id}`, price: 9.99 })), last],
  numbers: (last) => [...range((index) => index), last],
  keys: (last) => ({ ...Object.fromEntries(range((index) => [`key${index}`, index])), last }),
  'objects with escapes': (last) => [...range((id) => ({ id, name: `Item "${id}"` })), last],
  strings: (last) => [...range((index) => `a "text" ${index}`), last],
}

/** Returns the fastest of some rounds, in milliseconds. */
function time(work: () => unknown): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const start = performance.now()
    work()
    return performance.now() - start
  })
  return Math.min(...times)
}

for (const [name, body] of Object.entries(bodies)) {
  const usual = body(1)
  const unusual = body(-0)
  const write = time(() => stringifyValue(unusual, name)) / time(() => stringifyValue(usual, name))
  const [usualText, unusualText] = [usual, unusual].map((value) => stringifyValue({ value }, name))
  const read =
    time(() => parseMembers(unusualText ?? '')) / time(() => parseMembers(usualText ?? ''))
  console.log(`${name}: write ${write.toFixed(2)}, read ${read.toFixed(2)}`)
}
