export { user } from './current-user.ts'
export { type EncryptedKeys, encryptedKeys } from './encrypted-keys.ts'
export type { ListedSession, SessionList } from './listed-session.ts'
export { login, logout, updateSessionAuthHash } from './login.ts'
export { type LoginRequiredOptions, loginRequired } from './login-required.ts'
export { auth } from './middleware.ts'
export { type AuthOptions, MODEL_BACKEND } from './options.ts'
export { safeNextUrl } from './redirect.ts'
export { secretKeyFingerprint } from './secret-key-fingerprint.ts'
export { sessionAuthHash } from './session-hash.ts'
export type { AuthContext, AuthVariables } from './state.ts'
export {
  type SessionDatabases,
  type UserSessions,
  type UserSessionsOptions,
  userSessions,
} from './user-sessions.ts'
export { type AuthUser, djangoUsers, parseUserId, type UserSource } from './users.ts'
