import { type RandomBytes, randomText } from '../signing/index.ts'

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789'
const LENGTH = 32
const PATTERN = /^[a-z0-9]{32}$/

/**
 * Makes a session key: 32 characters out of `a-z0-9`, 165 bits (Django's `_get_new_session_key`).
 *
 * @throws Error when `randomBytes` yields nothing usable.
 */
export function makeKey(randomBytes?: RandomBytes): string {
  return randomText(ALPHABET, LENGTH, randomBytes)
}

/** Whether `text` has the form of a session key; nothing else ever reaches a store. */
export function isKey(text: string | null | undefined): text is string {
  return typeof text === 'string' && PATTERN.test(text)
}
