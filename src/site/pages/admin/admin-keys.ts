import { type EncryptedKeys, encryptedKeys } from 'edge-sessions/auth'

/**
 * Returns the session keys of the admin in a form that its addresses can show. The list continues
 * by primary key, and a row is found by its key without reading the table.
 */
export function adminKeys(secretKey: string): Promise<EncryptedKeys> {
  return encryptedKeys(secretKey, 'edge-sessions.admin.session_key')
}
