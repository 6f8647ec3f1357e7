export { checkSecretKey, ImproperlyConfigured } from '../config/index.ts'
export type { RandomBytes } from '../signing/index.ts'
export { type SessionCodec, type SessionCodecOptions, sessionCodec } from './codec.ts'
export type { CookieOptions, SameSite } from './cookie-options.ts'
export type { JsonData } from './data-types.ts'
export { SessionInterrupted, SessionTooLarge } from './errors.ts'
export { createWithNewKey, isKey, type KeyOptions, makeKey } from './key.ts'
export { type SessionVariables, sessions } from './middleware.ts'
export {
  checkSessionOptions,
  type SessionConfig,
  type SessionLife,
  type SessionOptions,
} from './options.ts'
export { Session, type SessionWith } from './session.ts'
export type {
  BrowserStore,
  ClearLimits,
  ClearResult,
  CompanionCookie,
  CreateOptions,
  LoadOptions,
  ReplaceOptions,
  SessionRecord,
  SessionStore,
} from './store.ts'
export { type D1Store, type D1StoreOptions, d1Store } from './stores/d1.ts'
export { memoryStore } from './stores/memory.ts'
