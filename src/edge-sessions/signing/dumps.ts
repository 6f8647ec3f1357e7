import { binaryToBytes, bytesToBinary, decodeBase64Url, encodeBase64Url } from './encoding.ts'
import { type SigningKeys, sign, unsign } from './signer.ts'
import { deflate, inflate } from './zlib.ts'

/** Marks a payload as compressed. */
const COMPRESSED = '.'

/**
 * Shortest text that zlib can make two bytes shorter. Django tries to compress shorter text too,
 * and keeps it uncompressed.
 */
export const MIN_COMPRESSIBLE = 16

/** Largest JSON text, in bytes. It limits the size of a payload after decompression. */
export const MAX_JSON_BYTES = 4 * 1024 * 1024

/**
 * Packs JSON text into a signed, URL-safe string (Django's `signing.dumps` with `compress=True`).
 *
 * @param json JSON text in ASCII.
 * @param now The time of signing.
 * @param compressFrom Shortest text to compress, in bytes, if compression makes it shorter.
 * @returns `payload:timestamp:signature`.
 */
export async function dumps(
  json: string,
  keys: SigningKeys,
  now: Date,
  compressFrom = MIN_COMPRESSIBLE,
): Promise<string> {
  return sign(await pack(json, compressFrom), keys, now)
}

/** Returns the payload of `dumps`: JSON in URL-safe base64, compressed if that makes it shorter. */
export async function pack(json: string, compressFrom: number): Promise<string> {
  if (json.length < compressFrom) return encodeBase64Url(json)
  const compressed = bytesToBinary(await deflate(binaryToBytes(json)))
  return compressed.length < json.length - 1
    ? COMPRESSED + encodeBase64Url(compressed)
    : encodeBase64Url(json)
}

/**
 * Unpacks a string that `dumps` or a Django site signed (Django's `signing.loads`).
 *
 * @param maxBytes Largest JSON text accepted, in bytes.
 * @returns The JSON text.
 * @throws BadSignature when none of the keys made the signature. Nothing is unpacked then.
 * @throws Error when the payload is unreadable or larger than `maxBytes`.
 */
export async function loads(
  signed: string,
  keys: SigningKeys,
  maxBytes = MAX_JSON_BYTES,
): Promise<string> {
  const payload = await unsign(signed, keys)
  if (payload.startsWith(COMPRESSED)) {
    const bytes = binaryToBytes(decodeBase64Url(payload.slice(1)))
    return bytesToBinary(await inflate(bytes, maxBytes))
  }
  const json = decodeBase64Url(payload)
  if (json.length > maxBytes) throw new RangeError(`Expected at most ${maxBytes} bytes of JSON`)
  return json
}
