import { retrying } from './retries.ts'

/**
 * Parts of the messages of D1 errors that pass by themselves, as D1's documentation lists them.
 * An overloaded database is not among them: retries would add to its load.
 */
const TRANSIENT = [
  'Network connection lost',
  'storage caused object to be reset',
  'reset because its code was updated',
  'Cannot resolve D1 DB due to transient issue on remote node',
]

/** Runs a statement, and again when D1 fails in a way that passes by itself. */
export const withRetries = retrying((error) => {
  const message = error instanceof Error ? error.message : ''
  return TRANSIENT.some((part) => message.includes(part))
})
