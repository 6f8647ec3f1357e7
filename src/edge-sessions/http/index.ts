export {
  isHttps,
  MAX_COOKIE_AGE,
  MAX_COOKIE_BYTES,
  readCookie,
  serializeCookie,
  serializeDeletion,
} from './cookie.ts'
export {
  type CookieOptions,
  type CookieSettings,
  isCookieName,
  resolveCookie,
  type SameSite,
} from './cookie-options.ts'
export {
  appendCookie,
  preparedResponse,
  saveOrDiscard,
  sendCookies,
  sentCookie,
  setNoStore,
  varyOnCookie,
} from './response-headers.ts'
