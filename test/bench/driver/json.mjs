// Compares the time for a body that holds one unusual number with that for the same body without it.
import { bundle } from './machine.mjs'

const SIZE = 20_000

const range = (item) => Array.from({ length: SIZE }, (_, index) => item(index))
const nest = (value, levels) => (levels === 0 ? value : nest([value], levels - 1))

const BODIES = {
  'nested arrays': (last) => nest([...range(() => []), last], 900),
  objects: (last) => [...range((id) => ({ id, name: `Item ${id}`, price: 9.99 })), last],
  'objects with escapes': (last) => [...range((id) => ({ id, name: `Item "${id}"` })), last],
  numbers: (last) => [...range((index) => index), last],
  keys: (last) => ({ ...Object.fromEntries(range((index) => [`key${index}`, index])), last }),
  'strings with escapes': (last) => [...range((index) => `a "text" ${index}`), last],
}

/** Returns `{ write, read }` for each kind of body, as multiples of the usual one. */
export async function compareJson(_, { rounds }) {
  const code = await bundle("export * from '../../src/edge-sessions/signing/index.ts'")
  const { parseMembers, stringifyValue } = await import(
    `data:text/javascript,${encodeURIComponent(code)}`
  )
  const found = {}
  for (const [name, body] of Object.entries(BODIES)) {
    const values = [body(1), body(-0)]
    const sources = values.map((value) => stringifyValue({ value }, name))
    found[name] = {
      write: ratio(values, (value) => stringifyValue(value, name), rounds),
      read: ratio(sources, parseMembers, rounds),
    }
  }
  return found
}

/** Compares the fastest of some rounds with each. */
function ratio(inputs, work, rounds) {
  const times = [Infinity, Infinity]
  for (let round = 0; round < rounds + 5; round++) {
    for (const [index, input] of inputs.entries()) {
      const start = performance.now()
      work(input)
      times[index] = Math.min(times[index], performance.now() - start)
    }
  }
  return times[1] / times[0]
}
