export type { RandomBytes } from '../signing/index.ts'
export { type SessionCodec, type SessionCodecOptions, sessionCodec } from './codec.ts'
export type { JsonData } from './data-types.ts'
export { ImproperlyConfigured, SessionInterrupted, SessionTooLarge } from './errors.ts'
export { isKey, makeKey } from './key.ts'
export { type SessionVariables, sessions } from './middleware.ts'
export {
  type CookieOptions,
  checkSecretKey,
  checkSessionOptions,
  type SameSite,
  type SessionConfig,
  type SessionLife,
  type SessionOptions,
} from './options.ts'
export type { SessionEngine } from './persistence.ts'
export { Session, type SessionWith } from './session.ts'
export type {
  BrowserStore,
  ClearLimits,
  ClearResult,
  SessionRecord,
  SessionStore,
} from './store.ts'
export { type D1Store, type D1StoreOptions, d1Store } from './stores/d1.ts'
export { memoryStore } from './stores/memory.ts'
