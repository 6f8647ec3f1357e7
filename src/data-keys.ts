import { SESSION_SALT } from './sessions/codec.ts'
import type { Settings } from './settings.ts'
import { SIGNED_COOKIES_SALT } from './signed-cookies/index.ts'
import type { SigningKeys } from './signing/index.ts'

/** Returns the keys that session data is signed with. */
export function dataKeysOf({ engine, sessions }: Settings): Required<SigningKeys> {
  const { secretKey, secretKeyFallbacks = [], keySalt = SESSION_SALT } = sessions
  return {
    key: secretKey,
    fallbackKeys: secretKeyFallbacks,
    salt: engine === 'signed_cookies' ? SIGNED_COOKIES_SALT : keySalt,
  }
}
