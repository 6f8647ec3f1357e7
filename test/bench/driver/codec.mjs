// What it costs to encode and to decode a session, by its size.
import { begin, progress } from './progress.mjs'
import { median } from './statistics.mjs'

const SIZES = [100, 1000, 10_000, 100_000, 1_000_000]

export async function timeCodec(machine, { quick }) {
  begin('codec')
  const codec = []
  for (const [at, bytes] of SIZES.entries()) {
    progress(at, SIZES.length, `${bytes} bytes`)
    const repeats = bytes > 100_000 || quick ? 10 : 100
    await machine.task('timeCodec', { bytes, repeats: Math.ceil(repeats / 4) })
    const { encode, decode, stored } = await machine.task('timeCodec', { bytes, repeats })
    codec.push({ bytes, stored, encode: cost(encode, bytes), decode: cost(decode, bytes) })
  }
  return codec
}

function cost(milliseconds, bytes) {
  const microseconds = 1000 * median(milliseconds)
  return { microseconds, nanosecondsPerByte: (1000 * microseconds) / bytes }
}
