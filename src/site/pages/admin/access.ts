import { BadSignature, type SigningKeys, sign, unsignWithin } from 'edge-sessions/signing'
import { secretsMatch } from '../../same-secret.ts'
import type { Settings } from '../../settings/settings.ts'

/** Seconds that an administrator stays signed in, even if the session lives longer. */
export const ADMIN_AGE = 900

const VALUE = 'admin'

/** Whether this is `ADMIN_PASSWORD`. */
export async function isAdminPassword(
  entered: string,
  { adminPassword }: Settings,
): Promise<boolean> {
  return adminPassword !== null && (await secretsMatch(entered, adminPassword))
}

/** Makes the session value that proves that the password was entered, and when. */
export async function makeProof(settings: Settings, now: Date): Promise<string> {
  return sign(VALUE, proofKeys(settings), now)
}

/** Whether a session proves that the password was entered, not longer ago than `ADMIN_AGE`. */
export async function isProof(proof: unknown, settings: Settings, now: Date): Promise<boolean> {
  if (typeof proof !== 'string' || settings.adminPassword === null) return false
  try {
    return (await unsignWithin(proof, proofKeys(settings), ADMIN_AGE, now)) === VALUE
  } catch (error) {
    if (error instanceof BadSignature) return false
    throw error
  }
}

/** The key of the HMAC is made of both secrets: a proof ends when either is replaced. */
function proofKeys({ adminPassword, sessions }: Settings): SigningKeys {
  return { key: sessions.secretKey, salt: `edge-sessions.admin:${adminPassword}:` }
}
