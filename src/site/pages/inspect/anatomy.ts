import {
  BadSignature,
  loads,
  parseMembers,
  type SigningKeys,
  signedAt,
  unsign,
} from 'edge-sessions/signing'

/** The key that made a signature: the current one, the n-th fallback (from 1), or none (`null`). */
export type Signer = 'current' | number | null

/** The three parts of stored session data, decoded. */
export interface Anatomy {
  payload: string
  timestamp: string
  signature: string
  /** The decoded timestamp; `null` when it is malformed. */
  signedAt: Date | null
  signer: Signer
  isCompressed: boolean
  /** Size of the payload in bytes, without base64 but still compressed. */
  packedBytes: number
  /** The JSON text; `null` when the signature is invalid or the payload unreadable. */
  json: string | null
}

/**
 * Decodes stored session data, `payload:timestamp:signature`. Unsigned data is not unpacked, and
 * damaged data does not throw.
 */
export async function takeApart(data: string, keys: Required<SigningKeys>): Promise<Anatomy> {
  const [rest, signature] = splitLast(data)
  const [payload, timestamp] = splitLast(rest)
  const signer = await signerOf(data, keys)
  const isCompressed = payload.startsWith('.')
  return {
    payload,
    timestamp,
    signature,
    signedAt: signedAt(data),
    signer,
    isCompressed,
    packedBytes: Math.floor((payload.length - (isCompressed ? 1 : 0)) * 0.75),
    json: signer === null ? null : await jsonOf(data, keys),
  }
}

/** Splits at the last colon. Without a colon, the second part is empty. */
function splitLast(text: string): [string, string] {
  const at = text.lastIndexOf(':')
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

async function signerOf(
  data: string,
  { key, fallbackKeys, salt }: Required<SigningKeys>,
): Promise<Signer> {
  if (await isSignedBy(data, key, salt)) return 'current'
  for (const [index, fallback] of fallbackKeys.entries()) {
    if (await isSignedBy(data, fallback, salt)) return index + 1
  }
  return null
}

async function isSignedBy(data: string, key: string, salt: string): Promise<boolean> {
  try {
    await unsign(data, { key, salt })
    return true
  } catch (error) {
    if (error instanceof BadSignature) return false
    throw error
  }
}

/** Reads the JSON. Even signed data may be unreadable: another program may have the key. */
async function jsonOf(data: string, keys: Required<SigningKeys>): Promise<string | null> {
  try {
    const json = await loads(data, keys)
    parseMembers(json)
    return json
  } catch {
    return null
  }
}
