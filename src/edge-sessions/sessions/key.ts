import { type RandomBytes, randomText } from '../signing/index.ts'

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789'
const LENGTH = 32
const PATTERN = /^[a-z0-9]{32}$/

/** Attempts to find a key that is not taken. With a working random source the first succeeds. */
const MAX_ATTEMPTS = 100

/** An option of the stores that make session keys. */
export interface KeyOptions {
  /**
   * The source of random bytes.
   *
   * @default crypto.getRandomValues
   */
  randomBytes?: RandomBytes | undefined
}

/** Options of `makeKey`. */
export interface MakeKeyOptions extends KeyOptions {
  /**
   * The first characters of the key.
   *
   * @default ''
   */
  keyPrefix?: string | undefined
}

/**
 * Makes a session key: 32 characters of `a-z0-9`, which is 165 bits (Django's
 * `_get_new_session_key`), or 160 after a prefix of one character.
 *
 * @throws Error if `randomBytes` yields nothing usable.
 */
export function makeKey({ randomBytes, keyPrefix = '' }: MakeKeyOptions = {}): string {
  return keyPrefix + randomText(ALPHABET, LENGTH - keyPrefix.length, randomBytes)
}

/**
 * Whether `text` has the form of a session key. Only a store that is `selfContained` ever gets
 * another string.
 */
export function isKey(text: string | null | undefined): text is string {
  return typeof text === 'string' && PATTERN.test(text)
}

/**
 * Makes keys until one is free.
 *
 * @param tryCreate Creates the record under a key; resolves to `false` if the key is taken.
 * @returns The key.
 * @throws Error if every key was taken.
 */
export async function createWithNewKey(
  options: MakeKeyOptions,
  tryCreate: (key: string) => Promise<boolean>,
): Promise<string> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const key = makeKey(options)
    if (await tryCreate(key)) return key
  }
  throw new Error(`Found no free session key in ${MAX_ATTEMPTS} attempts. Check \`randomBytes\`.`)
}
