import { bytesToBinary, encodeBase64Url, saltedHmac } from '../signing/index.ts'

const SALT = 'edge-sessions.auth.public_id'
const BYTES = 16

/**
 * Names a session without telling its key: 128 bits of an HMAC of the key, in URL-safe base64. It
 * stands in pages and forms, opens nothing, and changes with the key. HMAC rather than a plain hash,
 * so that even someone who can read the table cannot tell which row a page speaks of.
 */
export async function publicId(key: string, secretKey: string): Promise<string> {
  const mac = await saltedHmac(SALT, key, secretKey)
  return encodeBase64Url(bytesToBinary(mac.subarray(0, BYTES)))
}
