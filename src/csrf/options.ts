import type { Context } from 'hono'
import { isCookieName, MAX_COOKIE_AGE } from '../sessions/cookie.ts'
import {
  type CookieOptions,
  type CookieSettings,
  expect,
  resolveCookie,
} from '../sessions/options.ts'
import { type RandomBytes, secureRandomBytes } from '../signing/index.ts'
import { failurePage } from './failure-page.ts'
import { type TrustedOrigins, trustedOrigins } from './trusted-origins.ts'

/**
 * Answers a refused request.
 *
 * @param reason Why it was refused, in Django's words; it may hold text that the request sent.
 */
export type FailureView = (c: Context, reason: string) => Response | Promise<Response>

/**
 * What `csrf` takes: Django's settings. The cookie is called `csrftoken` unless `cookieName` says
 * otherwise, and is readable by scripts, so that they can send the header, unless `cookieHttpOnly`.
 */
export interface CsrfOptions extends CookieOptions {
  /**
   * Django's `CSRF_COOKIE_AGE` in seconds; `null` for a cookie that ends with the browser session.
   * Default: 31449600, 52 weeks.
   */
  cookieAge?: number | null
  /** Django's `CSRF_HEADER_NAME`, as HTTP writes it. Default: `X-CSRFToken`. */
  headerName?: string
  /**
   * Django's `CSRF_TRUSTED_ORIGINS`: other sites that may send forms here, such as
   * `https://example.com` or `https://*.example.com`. Default: none.
   */
  trustedOrigins?: readonly string[]
  /** Django's `CSRF_USE_SESSIONS`: keeps the secret in the session. Default: false. */
  useSessions?: boolean
  /** Django's `SESSION_COOKIE_DOMAIN`; needed with `useSessions` if `sessions` has one. */
  sessionCookieDomain?: string
  /** Django's `csrf_exempt`: paths that are not checked, each one exactly. Default: none. */
  exempt?: readonly string[]
  /**
   * Django's `CSRF_FAILURE_VIEW`; what it renders has status 403 unless it says otherwise.
   * Default: a page that says what to do.
   */
  failureView?: FailureView
  /** The clock. Default: the real one. */
  now?: () => Date
  /** The source of secrets. Default: the platform's cryptographic generator. */
  randomBytes?: RandomBytes
}

/** `CsrfOptions` with their defaults. */
export interface CsrfSettings {
  cookie: CookieSettings
  cookieAge: number | null
  headerName: string
  trusted: TrustedOrigins
  useSessions: boolean
  /** The domain whose pages may send forms, where it is more than this host. */
  refererDomain: string | undefined
  exempt: ReadonlySet<string>
  failureView: FailureView
  now: () => Date
  randomBytes: RandomBytes
}

/**
 * Checks what `csrf` is given.
 *
 * @throws ImproperlyConfigured when an option makes no sense.
 */
export function checkCsrfOptions(options: CsrfOptions): void {
  resolveCsrf(options)
}

/**
 * Fills in the defaults.
 *
 * @throws ImproperlyConfigured when an option makes no sense.
 */
export function resolveCsrf(options: CsrfOptions): CsrfSettings {
  const { cookieAge = 31_449_600, headerName = 'X-CSRFToken', exempt = [] } = options
  const useSessions = options.useSessions ?? false
  expect(isAge(cookieAge), 'cookieAge', `1 to ${MAX_COOKIE_AGE} seconds or null`, cookieAge)
  // Headers and cookies have the same rule for names.
  expect(isCookieName(headerName), 'headerName', 'the name of a header', headerName)
  for (const path of exempt) {
    expect(isExactPath(path), 'exempt', 'exact paths from `/` on, without patterns', path)
  }
  return {
    cookie: resolveCookie({
      ...options,
      cookieName: options.cookieName ?? 'csrftoken',
      cookieHttpOnly: options.cookieHttpOnly ?? false,
    }),
    cookieAge,
    headerName,
    trusted: trustedOrigins(options.trustedOrigins ?? []),
    useSessions,
    refererDomain: useSessions ? options.sessionCookieDomain : options.cookieDomain,
    exempt: new Set(exempt),
    failureView: options.failureView ?? failurePage,
    now: options.now ?? (() => new Date()),
    randomBytes: options.randomBytes ?? secureRandomBytes,
  }
}

function isAge(age: number | null): boolean {
  return age === null || (Number.isInteger(age) && age > 0 && age <= MAX_COOKIE_AGE)
}

function isExactPath(path: string): boolean {
  return path.startsWith('/') && !/[*?#\s]|\/:/.test(path)
}
