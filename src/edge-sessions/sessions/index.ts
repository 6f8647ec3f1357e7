export { SESSION_SALT, type SessionCodec, type SessionCodecOptions, sessionCodec } from './codec.ts'
export type { JsonData } from './data-types.ts'
export { parseDate } from './dates.ts'
export { SessionInterrupted, SessionTooLarge } from './errors.ts'
export { EARLIEST, LATEST } from './expiry.ts'
export { getSession, getSessionCookieName } from './get-session.ts'
export { createWithNewKey, isKey, type KeyOptions, type MakeKeyOptions, makeKey } from './key.ts'
export { type SessionVariables, sessions } from './middleware.ts'
export {
  checkSessionOptions,
  isStore,
  type SessionConfig,
  type SessionOptions,
  type SessionPolicyOptions,
} from './options.ts'
export { Session, type SessionWith } from './session.ts'
export type {
  BrowserStore,
  ClearLimits,
  ClearResult,
  CompanionCookie,
  CreateOptions,
  LoadedRecord,
  LoadOptions,
  ReplaceOptions,
  SessionRecord,
  SessionStore,
} from './store.ts'
