import {
  BadSignature,
  decodeBase62,
  loads,
  parseMembers,
  type SigningKeys,
  unsign,
} from '../signing/index.ts'

/** Which key made a signature: the present one, the n-th fallback from 1 on, or none of them. */
export type Signer = 'current' | number | null

/** The three parts of stored session data, and what they mean. */
export interface Anatomy {
  payload: string
  timestamp: string
  signature: string
  /** What the timestamp says; `null` when it is no time. */
  signedAt: Date | null
  signer: Signer
  isCompressed: boolean
  /** Size of the payload in bytes, as compressed as it is, without the base 64 around it. */
  packedBytes: number
  /** The JSON text; `null` when it must not be read, or cannot be. */
  json: string | null
}

/**
 * Takes stored session data apart: `payload:timestamp:signature`. Nothing is unpacked that was not
 * signed, and nothing that is damaged throws.
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
    signedAt: dateOf(timestamp),
    signer,
    isCompressed,
    packedBytes: Math.floor((payload.length - (isCompressed ? 1 : 0)) * 0.75),
    json: signer === null ? null : await jsonOf(data, keys),
  }
}

/** What follows the last colon comes second; without a colon everything comes first. */
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

/** Well signed data may still be unreadable: another program with the key may have written it. */
async function jsonOf(data: string, keys: Required<SigningKeys>): Promise<string | null> {
  try {
    const json = await loads(data, keys)
    parseMembers(json)
    return json
  } catch {
    return null
  }
}

function dateOf(timestamp: string): Date | null {
  const seconds = decodeBase62(timestamp)
  if (seconds === null) return null
  const date = new Date(seconds * 1000)
  return Number.isNaN(date.getTime()) ? null : date
}
