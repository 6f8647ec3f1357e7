import { SESSION_SALT } from 'edge-sessions'
import { SIGNED_COOKIES_SALT } from 'edge-sessions/signed-cookies'
import type { SigningKeys } from 'edge-sessions/signing'
import type { Settings } from './settings.ts'

/** Returns the keys that session data is signed with. */
export function dataKeysOf({ engine, sessions }: Settings): Required<SigningKeys> {
  const { secretKey, secretKeyFallbacks } = sessions
  return {
    key: secretKey,
    fallbackKeys: secretKeyFallbacks,
    salt: engine === 'signed_cookies' ? SIGNED_COOKIES_SALT : SESSION_SALT,
  }
}
