import { decodeBase64Url, encodeBase64Url } from './base64.ts'
import { type AgeLimit, type SigningKeys, sign, unsign } from './signer.ts'
import { deflate, inflate } from './zlib.ts'

/** Marks a payload as compressed. */
const COMPRESSED = '.'

/** Shortest text that zlib can shorten by two bytes: below it, do not try. */
const MIN_COMPRESSIBLE = 16

/** Largest JSON text handled, in bytes: the bound on what a compressed payload may grow to. */
export const MAX_JSON_BYTES = 4 * 1024 * 1024

/**
 * Packs JSON text into a signed, URL-safe text (Django's `signing.dumps`).
 *
 * @param json JSON text in ASCII.
 * @param now The time of signing.
 * @param options.compress Whether to compress where that is shorter. Default: true.
 * @returns `payload:timestamp:signature`.
 */
export async function dumps(
  json: string,
  keys: SigningKeys,
  now: Date,
  { compress = true }: { compress?: boolean } = {},
): Promise<string> {
  const raw = new TextEncoder().encode(json)
  if (!compress || raw.length < MIN_COMPRESSIBLE) return sign(encodeBase64Url(raw), keys, now)
  const compressed = await deflate(raw)
  const payload =
    compressed.length < raw.length - 1
      ? COMPRESSED + encodeBase64Url(compressed)
      : encodeBase64Url(raw)
  return sign(payload, keys, now)
}

/**
 * Unpacks what `dumps` or a Django site signed (Django's `signing.loads`).
 *
 * @returns The JSON text.
 * @throws BadSignature when none of the keys made the signature; nothing is unpacked then.
 * @throws SignatureExpired when it is older than `limit.maxAge`.
 * @throws Error when the payload is well signed but not readable, or larger than 4 MiB.
 */
export async function loads(signed: string, keys: SigningKeys, limit?: AgeLimit): Promise<string> {
  const payload = await unsign(signed, keys, limit)
  if (!payload.startsWith(COMPRESSED)) return latin1(decodeBase64Url(payload))
  return latin1(await inflate(decodeBase64Url(payload.slice(1)), MAX_JSON_BYTES))
}

/** One character a byte, as Python's latin-1 codec has it (the web's "latin1" is windows-1252). */
function latin1(bytes: Uint8Array): string {
  const parts: string[] = []
  for (let start = 0; start < bytes.length; start += 8192) {
    parts.push(String.fromCharCode(...bytes.subarray(start, start + 8192)))
  }
  return parts.join('')
}
