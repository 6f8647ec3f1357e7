import { assertFlags, assertOption } from '../config/index.ts'

/** The attributes of a cookie. `csrf` has the same options, for Django's `CSRF_COOKIE_…`. */
export interface CookieOptions {
  /**
   * Django's `SESSION_COOKIE_NAME`.
   *
   * @default 'sessionid'
   * @see https://docs.djangoproject.com/en/stable/ref/settings/#session-cookie-name
   */
  cookieName?: string | undefined
  /**
   * Django's `SESSION_COOKIE_DOMAIN`.
   *
   * @default this host only
   * @see https://docs.djangoproject.com/en/stable/ref/settings/#session-cookie-domain
   */
  cookieDomain?: string | undefined
  /**
   * Django's `SESSION_COOKIE_PATH`.
   *
   * @default '/'
   * @see https://docs.djangoproject.com/en/stable/ref/settings/#session-cookie-path
   */
  cookiePath?: string | undefined
  /**
   * Django's `SESSION_COOKIE_SECURE`. `'auto'` adds the attribute to responses over https.
   *
   * @default 'auto'
   * @see https://docs.djangoproject.com/en/stable/ref/settings/#session-cookie-secure
   */
  cookieSecure?: boolean | 'auto' | undefined
  /**
   * Django's `SESSION_COOKIE_HTTPONLY`.
   *
   * @default true
   * @see https://docs.djangoproject.com/en/stable/ref/settings/#session-cookie-httponly
   */
  cookieHttpOnly?: boolean | undefined
  /**
   * Django's `SESSION_COOKIE_SAMESITE`. `false` leaves the attribute out.
   *
   * @default 'Lax'
   * @see https://docs.djangoproject.com/en/stable/ref/settings/#session-cookie-samesite
   */
  cookieSameSite?: SameSite | undefined
}

/** The `SameSite` attribute of a cookie. */
export type SameSite = 'Lax' | 'Strict' | 'None' | false

/** `CookieOptions` with their defaults. */
export interface CookieSettings {
  cookieName: string
  cookieDomain: string | undefined
  cookiePath: string
  cookieSecure: boolean | 'auto'
  cookieHttpOnly: boolean
  cookieSameSite: SameSite
}

/** Leaves room for `=` and a value of 32 characters: a session key or a CSRF secret. */
const NAME = /^[!#$%&'*+\-.^`|~\w]{1,4063}$/

const SAME_SITES: readonly SameSite[] = ['Lax', 'Strict', 'None', false]
const PATH = /^\/[ -:<-~]{0,1023}$/
const DOMAIN = /^(?=.{1,255}$)\.?[\w-]+(\.[\w-]+)*$/

/** Whether browsers accept `name` as a cookie's name. */
export function isCookieName(name: string): boolean {
  return NAME.test(name)
}

/**
 * Adds the defaults.
 *
 * @throws ImproperlyConfigured when browsers would refuse or misread the cookie.
 */
export function resolveCookie(options: CookieOptions): CookieSettings {
  assertFlags(options, ['cookieHttpOnly'])
  const cookie: CookieSettings = {
    cookieName: options.cookieName ?? 'sessionid',
    cookieDomain: options.cookieDomain ?? undefined,
    cookiePath: options.cookiePath ?? '/',
    cookieSecure: options.cookieSecure ?? 'auto',
    cookieHttpOnly: options.cookieHttpOnly ?? true,
    cookieSameSite: options.cookieSameSite ?? 'Lax',
  }
  const { cookieName, cookieDomain, cookiePath, cookieSecure, cookieSameSite } = cookie
  assertOption(isCookieName(cookieName), 'cookieName', 'a cookie name', cookieName)
  assertOption(PATH.test(cookiePath), 'cookiePath', 'a path that starts with `/`', cookiePath)
  assertOption(DOMAIN.test(cookieDomain ?? 'none'), 'cookieDomain', 'a domain', cookieDomain)
  const isSecureValid = typeof cookieSecure === 'boolean' || cookieSecure === 'auto'
  assertOption(isSecureValid, 'cookieSecure', '`true`, `false` or `auto`', cookieSecure)
  const isSameSiteValid = SAME_SITES.includes(cookieSameSite)
  assertOption(isSameSiteValid, 'cookieSameSite', `one of ${SAME_SITES.join(', ')}`, cookieSameSite)

  // Browsers recognize the prefixes in any case.
  const prefix = /^__(host|secure)-/i.exec(cookieName)?.[1]?.toLowerCase()
  if (prefix === 'host') {
    const unset = 'unset for a `__Host-` cookie'
    assertOption(cookieDomain === undefined, 'cookieDomain', unset, cookieDomain)
    assertOption(cookiePath === '/', 'cookiePath', '`/` for a `__Host-` cookie', cookiePath)
  }
  if (prefix === undefined && cookieSameSite !== 'None') return cookie
  // Browsers refuse these cookies without `Secure`, so `'auto'` means `true`.
  assertOption(cookieSecure !== false, 'cookieSecure', 'true for this cookie', cookieSecure)
  return { ...cookie, cookieSecure: true }
}
