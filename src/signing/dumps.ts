import { binaryToBytes, bytesToBinary, decodeBase64Url, encodeBase64Url } from './base64.ts'
import { type SigningKeys, sign, unsign } from './signer.ts'
import { deflate, inflate } from './zlib.ts'

/** Marks a payload as compressed. */
const COMPRESSED = '.'

/** Shortest text that zlib can shorten by two bytes: Django tries all, and leaves those as they are. */
export const MIN_COMPRESSIBLE = 16

/** Largest JSON text handled, in bytes: the bound on what a compressed payload may grow to. */
export const MAX_JSON_BYTES = 4 * 1024 * 1024

/**
 * Packs JSON text into a signed, URL-safe text (Django's `signing.dumps` with `compress=True`).
 *
 * @param json JSON text in ASCII.
 * @param now The time of signing.
 * @param compressFrom Shortest text that is compressed, in bytes, if that makes it shorter.
 * @returns `payload:timestamp:signature`.
 */
export async function dumps(
  json: string,
  keys: SigningKeys,
  now: Date,
  compressFrom = MIN_COMPRESSIBLE,
): Promise<string> {
  const compressed =
    json.length < compressFrom ? json : bytesToBinary(await deflate(binaryToBytes(json)))
  const payload =
    compressed.length < json.length - 1
      ? COMPRESSED + encodeBase64Url(compressed)
      : encodeBase64Url(json)
  return sign(payload, keys, now)
}

/**
 * Unpacks what `dumps` or a Django site signed (Django's `signing.loads`).
 *
 * @returns The JSON text.
 * @throws BadSignature when none of the keys made the signature; nothing is unpacked then.
 * @throws Error when the payload is well signed but not readable, or larger than 4 MiB.
 */
export async function loads(signed: string, keys: SigningKeys): Promise<string> {
  const payload = await unsign(signed, keys)
  if (!payload.startsWith(COMPRESSED)) return decodeBase64Url(payload)
  return bytesToBinary(
    await inflate(binaryToBytes(decodeBase64Url(payload.slice(1))), MAX_JSON_BYTES),
  )
}
