export { checkSecretKey, ImproperlyConfigured } from './config/index.ts'
export {
  type D1Store,
  type D1StoreOptions,
  d1Store,
} from './engines/d1/index.ts'
export { memoryStore, type ShardedStoreOptions, shardedStore } from './engines/index.ts'
export type { CookieOptions, SameSite } from './http/index.ts'
export {
  type BrowserStore,
  type ClearLimits,
  type ClearResult,
  type CompanionCookie,
  type CreateOptions,
  checkSessionOptions,
  createWithNewKey,
  isKey,
  type JsonData,
  type KeyOptions,
  type LoadedRecord,
  type LoadOptions,
  type MakeKeyOptions,
  makeKey,
  parseDate,
  type ReplaceOptions,
  SESSION_SALT,
  Session,
  type SessionCodec,
  type SessionCodecOptions,
  type SessionConfig,
  SessionInterrupted,
  type SessionOptions,
  type SessionPolicyOptions,
  type SessionRecord,
  type SessionStore,
  SessionTooLarge,
  type SessionVariables,
  type SessionWith,
  sessionCodec,
  sessions,
} from './sessions/index.ts'
export type { RandomBytes } from './signing/index.ts'
