export { SIGNED_COOKIES_SALT, signedCookies } from './signed-cookies.ts'
