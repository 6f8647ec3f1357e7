import { sessionCodec } from '../../../src/edge-sessions/index.ts'
import { type Bindings, SECRET } from './contender.ts'

const WORDS = 'tea mug pot cup jar lid tray spoon sieve kettle sugar honey lemon mint rose'.split(
  ' ',
)

const codec = sessionCodec({ secretKey: SECRET })
let data = new Map<string, unknown>()
let encoded: string[] = []

/** Encodes different sessions of about `bytes` bytes, so that no signature is remembered. */
export async function prepareCodec(_: Bindings, bytes: number, repeats: number): Promise<void> {
  data = linesOf(bytes)
  encoded = []
  for (let repeat = 0; repeat < repeats; repeat++) {
    encoded.push(await codec.encode(data.set('repeat', repeat), new Date()))
  }
}

/** Encodes as many sessions as were prepared, and returns the length of the strings. */
export async function encode(): Promise<number> {
  let length = 0
  for (const _ of encoded) length = (await codec.encode(data, new Date())).length
  return length
}

export async function decode(): Promise<void> {
  for (const text of encoded) await codec.decode(text)
}

/** The lines of an order: words and numbers, which compress as real sessions do. */
function linesOf(bytes: number): Map<string, unknown> {
  const lines = new Map<string, unknown>()
  for (let size = 2; size < bytes; ) {
    const name = `line${lines.size}`
    const line = `${word()} ${word()} ${Math.floor(Math.random() * 10_000)}`
    lines.set(name, line)
    size += JSON.stringify({ [name]: line }).length - 1
  }
  return lines
}

function word(): string {
  return WORDS[Math.floor(Math.random() * WORDS.length)] ?? ''
}
