// The cost of the store in ever larger tables, and of encoding ever larger sessions.
const ROWS = [1000, 10_000, 100_000, 1_000_000, 10_000_000]
const BYTES = [100, 1000, 10_000, 100_000, 1_000_000]

export const OPERATIONS = ['lookup', 'save', 'renew key', 'logout', 'first write']

/** Measures operations in µs of CPU time, and one pass over the table that removes expired rows. */
export async function timeScale({ ask, measure }, { largest }) {
  const scale = {}
  await ask('emptyTable')
  let rows = 0
  for (const size of ROWS.filter((size) => size <= largest)) {
    const added = size - rows
    for (let from = 0; from < added; ) from = await ask('fill', from, added)
    const operations = {}
    // The first sessions warm up.
    for (const sessions of [20, 200]) {
      await ask('pick', sessions)
      for (const name of OPERATIONS) {
        const { result, cpu } = await measure('operate', name)
        operations[name] = { ...result, microseconds: cpu / sessions }
      }
    }
    const { result, cpu } = await measure('clear')
    scale[size.toLocaleString('en')] = { operations, clearing: { ...result, microseconds: cpu } }
    rows = size - result.deleted
  }
  return scale
}

/** Measures the encoding and decoding of sessions, each with a new signature, in µs of CPU time. */
export async function timeCodec({ ask, measure }, { encodings }) {
  const codec = {}
  // The first time warms up.
  for (const bytes of [...BYTES, ...BYTES]) {
    const repeats = Math.min(encodings, 10_000_000 / bytes)
    await ask('prepareCodec', bytes, repeats)
    const decode = (await measure('decode')).cpu / repeats
    const { result: stored, cpu } = await measure('encode')
    codec[bytes.toLocaleString('en')] = { bytes, stored, encode: cpu / repeats, decode }
  }
  return codec
}
