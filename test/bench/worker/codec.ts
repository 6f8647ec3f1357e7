import { sessionCodec } from '../../../src/edge-sessions/index.ts'
import { calibrate, nextTick, since } from './clock.ts'

const secretKey = 'a-secret-for-benchmarks-only-0123456789-abcdefghijklmnopqrstuvwxyz'

const WORDS = 'tea mug pot cup jar lid tray spoon sieve kettle sugar honey lemon mint rose'.split(
  ' ',
)

/** Times encoding and decoding of sessions whose JSON has about so many bytes. */
export async function timeCodec(bytes: number, repeats: number) {
  const codec = sessionCodec({ secretKey })
  const members = membersOf(bytes)
  const text = await codec.encode(members, new Date())
  const times = { encode: [] as number[], decode: [] as number[], stored: text.length }
  calibrate()
  for (let repeat = 0; repeat < repeats; repeat++) {
    const encoding = nextTick()
    await codec.encode(members, new Date())
    times.encode.push(since(encoding))
    const decoding = nextTick()
    await codec.decode(text)
    times.decode.push(since(decoding))
  }
  return times
}

/** Lines of an order: words and numbers, which compress as real sessions do. */
function membersOf(bytes: number): Map<string, unknown> {
  const members = new Map<string, unknown>()
  let size = 2
  for (let number = 0; size < bytes; number++) {
    const name = `line${number}`
    const line = `${word()} ${word()} ${Math.floor(Math.random() * 10_000)}`
    members.set(name, line)
    size += JSON.stringify({ [name]: line }).length - 1
  }
  return members
}

function word(): string {
  return WORDS[Math.floor(Math.random() * WORDS.length)] ?? ''
}
