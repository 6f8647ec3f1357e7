import { constantTimeEqual, type RandomBytes, randomText } from '../signing/index.ts'
import type { TokenError } from './reasons.ts'

const ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const SECRET_LENGTH = 32
const TOKEN_LENGTH = 2 * SECRET_LENGTH

/**
 * Makes a secret: 32 characters out of `a-zA-Z0-9`, 190 bits (Django's `_get_new_csrf_string`).
 *
 * @throws Error when `randomBytes` yields nothing usable.
 */
export function makeSecret(randomBytes?: RandomBytes): string {
  return randomText(ALPHABET, SECRET_LENGTH, randomBytes)
}

/**
 * Says what is wrong with the form of a cookie or a token (Django's `_check_token_format`).
 *
 * @returns `null` when it is a secret, or a masked one.
 */
export function checkFormat(text: string): TokenError | null {
  if (text.length !== SECRET_LENGTH && text.length !== TOKEN_LENGTH) return 'has incorrect length'
  return /^[a-zA-Z0-9]*$/.test(text) ? null : 'has invalid characters'
}

/**
 * Hides a secret, so that compressed pages do not give it away letter by letter (BREACH; Django's
 * `_mask_cipher_secret`).
 *
 * @param mask Another secret, new for each token.
 * @returns The mask, and the secret shifted by it: 64 characters.
 */
export function maskSecret(secret: string, mask: string): string {
  return mask + shift(secret, mask, 1)
}

/**
 * Returns the secret of a well-formed token, which is masked or bare (Django's
 * `_unmask_cipher_token`).
 */
export function unmask(token: string): string {
  if (token.length !== TOKEN_LENGTH) return token
  return shift(token.slice(SECRET_LENGTH), token.slice(0, SECRET_LENGTH), -1)
}

/** Whether a well-formed token belongs to the secret (Django's `_does_token_match`). */
export function tokenMatches(token: string, secret: string): boolean {
  return constantTimeEqual(unmask(token), secret)
}

function shift(text: string, mask: string, direction: 1 | -1): string {
  let shifted = ''
  for (let index = 0; index < text.length; index++) {
    const steps = direction * ALPHABET.indexOf(mask.charAt(index))
    const place = ALPHABET.indexOf(text.charAt(index)) + steps + ALPHABET.length
    shifted += ALPHABET.charAt(place % ALPHABET.length)
  }
  return shifted
}
