import { type EncryptedKeys, encryptedKeys } from 'edge-sessions/auth'

/**
 * Returns the encryption of session keys for the addresses of the admin pages. With keys in them,
 * the list can continue at a primary key, and a row is found without reading the table.
 */
export function adminKeys(secretKey: string): Promise<EncryptedKeys> {
  return encryptedKeys(secretKey, 'edge-sessions.admin.session_key')
}
