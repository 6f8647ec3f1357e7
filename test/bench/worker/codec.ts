import { sessionCodec } from '../../../src/edge-sessions/index.ts'
import { SECRET } from './contender.ts'

const WORDS = 'tea mug pot cup jar lid tray spoon sieve kettle sugar honey lemon mint rose'.split(
  ' ',
)

const codec = sessionCodec({ secretKey: SECRET })
let data = new Map<string, unknown>()

/** Encodes a session of about `bytes` bytes `repeats` times; returns the length of the strings. */
export async function encode(bytes: number, repeats: number): Promise<number> {
  if (JSON.stringify([...data]).length < bytes) data = linesOf(bytes)
  let length = 0
  for (let repeat = 0; repeat < repeats; repeat++) {
    length = (await codec.encode(data, new Date())).length
  }
  return length
}

let encoded: string[] = []

/** Encodes `repeats` different sessions, so that no signature is remembered. */
export async function prepareDecoding(bytes: number, repeats: number): Promise<void> {
  data = linesOf(bytes)
  encoded = []
  for (let repeat = 0; repeat < repeats; repeat++) {
    encoded.push(await codec.encode(data.set('repeat', repeat), new Date()))
  }
}

export async function decode(): Promise<void> {
  for (const text of encoded) await codec.decode(text)
}

/** The lines of an order: words and numbers, which compress as real sessions do. */
function linesOf(bytes: number): Map<string, unknown> {
  const lines = new Map<string, unknown>()
  for (let size = 2, number = 0; size < bytes; number++) {
    const line = `${word()} ${word()} ${Math.floor(Math.random() * 10_000)}`
    lines.set(`line${number}`, line)
    size += JSON.stringify({ [`line${number}`]: line }).length - 1
  }
  return lines
}

function word(): string {
  return WORDS[Math.floor(Math.random() * WORDS.length)] ?? ''
}
