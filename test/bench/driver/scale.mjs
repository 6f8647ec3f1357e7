// The cost of the store in ever larger tables, and of encoding ever larger sessions.
const ROWS = [1000, 10_000, 100_000, 1_000_000, 10_000_000]
const OPERATIONS = ['lookup', 'save', 'renew key', 'logout', 'first write']
const SESSIONS = 200
const BYTES = [100, 1000, 10_000, 100_000, 1_000_000]

/** Measures operations in µs of CPU time, and one pass over the table that removes expired rows. */
export async function timeScale(machine, { largest }) {
  const scale = []
  await machine.task('emptyTable')
  let rows = 0
  for (const size of ROWS.filter((size) => size <= largest)) {
    const added = size - rows
    for (let from = 0; from < added; ) from = await machine.task('fill', { from, added })
    const operations = {}
    for (const isWarmUp of [true, false]) {
      await machine.task('pick', { sessions: isWarmUp ? 20 : SESSIONS })
      for (const operation of OPERATIONS) {
        const { result, cpu } = await machine.measure('operate', { operation })
        operations[operation] = { ...result, microseconds: cpu / SESSIONS }
      }
    }
    const { result, cpu } = await machine.measure('clear')
    scale.push({ rows: size, operations, clearing: { ...result, microseconds: cpu } })
    rows = await machine.task('countRows')
  }
  return scale
}

/** Measures the encoding and decoding of sessions, each signed anew, in µs of CPU time. */
export async function timeCodec(machine, { quick }) {
  const codec = []
  for (const bytes of BYTES) {
    const repeats = quick ? 10 : Math.min(500, 10_000_000 / bytes)
    const measured = {}
    for (const isWarmUp of [true, false]) {
      await machine.task('prepareDecoding', { bytes, repeats })
      measured.decode = await machine.measure('decode')
      measured.encode = await machine.measure('encode', { bytes, repeats })
      if (isWarmUp) continue
      const cost = ({ cpu }) => ({
        microseconds: cpu / repeats,
        nanosecondsPerByte: (1000 * cpu) / repeats / bytes,
      })
      const stored = measured.encode.result
      codec.push({ bytes, stored, encode: cost(measured.encode), decode: cost(measured.decode) })
    }
  }
  return codec
}
