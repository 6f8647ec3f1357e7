import { BadSignature, type SigningKeys, sign, unsignWithin } from 'edge-sessions/signing'
import { secretsMatch } from '../../same-secret.ts'
import type { Settings } from '../../settings/settings.ts'

/** Seconds that an administrator stays signed in, even if the session lives longer. */
export const ADMIN_AGE = 900

const VALUE = 'admin'

/** Whether the input is `ADMIN_PASSWORD`. */
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

/** Whether a session proves that the password was entered within the last `ADMIN_AGE` seconds. */
export async function isProof(proof: unknown, settings: Settings, now: Date): Promise<boolean> {
  if (typeof proof !== 'string' || settings.adminPassword === null) return false
  try {
    return (await unsignWithin(proof, proofKeys(settings), ADMIN_AGE, now)) === VALUE
  } catch (error) {
    if (error instanceof BadSignature) return false
    throw error
  }
}

/** Returns keys that depend on both secrets, so a proof ends when either one is replaced. */
function proofKeys({ adminPassword, sessions }: Settings): SigningKeys {
  return { key: sessions.secretKey, salt: `edge-sessions.admin:${adminPassword}:` }
}
