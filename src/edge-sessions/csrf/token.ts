import { constantTimeEqual, type RandomBytes, randomText } from '../signing/index.ts'
import type { TokenError } from './reasons.ts'

const ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const SECRET_LENGTH = 32
const TOKEN_LENGTH = 2 * SECRET_LENGTH

/**
 * Returns a new secret: 32 characters of `a-zA-Z0-9`, 190 bits (Django's `_get_new_csrf_string`).
 *
 * @throws Error if `randomBytes` returns nothing usable.
 */
export function makeSecret(randomBytes?: RandomBytes): string {
  return randomText(ALPHABET, SECRET_LENGTH, randomBytes)
}

/**
 * Checks the format of a cookie or a token (Django's `_check_token_format`).
 *
 * @returns `null` if it is a secret, masked or not.
 */
export function checkFormat(text: string): TokenError | null {
  if (text.length !== SECRET_LENGTH && text.length !== TOKEN_LENGTH) return 'has incorrect length'
  return /^[a-zA-Z0-9]*$/.test(text) ? null : 'has invalid characters'
}

/**
 * Masks a secret, so that the size of compressed pages does not reveal it (the BREACH attack;
 * Django's `_mask_cipher_secret`).
 *
 * @param mask Another secret, new for each token.
 * @returns The mask, and the secret shifted by it: 64 characters.
 */
export function maskSecret(secret: string, mask: string): string {
  return mask + shift(secret, mask, 1)
}

/**
 * Returns the secret of a well-formed token, which may be masked or not (Django's
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
