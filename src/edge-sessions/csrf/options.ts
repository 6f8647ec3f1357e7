import type { Context } from 'hono'
import {
  assertFlags,
  assertFunctions,
  assertKnownOptions,
  assertOption,
  ImproperlyConfigured,
  type OptionNames,
} from '../config/index.ts'
import {
  type CookieOptions,
  type CookieSettings,
  isCookieName,
  MAX_COOKIE_AGE,
  resolveCookie,
} from '../http/index.ts'
import { type RandomBytes, secureRandomBytes } from '../signing/index.ts'
import { failurePage } from './failure-page.ts'
import { type TrustedOrigins, trustedOrigins } from './trusted-origins.ts'

/**
 * Answers a refused request.
 *
 * @param reason The reason in Django's words. It may contain strings that the request sent.
 */
export type FailureView = (c: Context, reason: string) => Response | Promise<Response>

/**
 * The options of `csrf`, named after Django's settings. `cookieName` defaults to `csrftoken` and
 * `cookieHttpOnly` to `false`, so that scripts can read the cookie and send it as a header.
 */
export interface CsrfOptions extends CookieOptions {
  /**
   * Django's `CSRF_COOKIE_AGE`, in seconds. `null` makes a cookie that ends with the browser session.
   *
   * @default 31449600, which is 52 weeks
   * @see https://docs.djangoproject.com/en/stable/ref/settings/#csrf-cookie-age
   */
  cookieAge?: number | null | undefined
  /**
   * Django's `CSRF_HEADER_NAME`, spelled as in HTTP.
   *
   * @default 'X-CSRFToken'
   * @see https://docs.djangoproject.com/en/stable/ref/settings/#csrf-header-name
   */
  headerName?: string | undefined
  /**
   * Django's `CSRF_TRUSTED_ORIGINS`: other sites that may send forms here, such as
   * `https://example.com` or `https://*.example.com`.
   *
   * @default []
   * @see https://docs.djangoproject.com/en/stable/ref/settings/#csrf-trusted-origins
   */
  trustedOrigins?: readonly string[] | undefined
  /**
   * Django's `CSRF_USE_SESSIONS`: whether to keep the secret in the session instead of a cookie.
   *
   * @default false
   * @see https://docs.djangoproject.com/en/stable/ref/settings/#csrf-use-sessions
   */
  useSessions?: boolean | undefined
  /**
   * Django's `SESSION_COOKIE_DOMAIN`. Needed with `useSessions` if `sessions` has a `cookieDomain`.
   *
   * @default none
   * @see https://docs.djangoproject.com/en/stable/ref/settings/#session-cookie-domain
   */
  sessionCookieDomain?: string | undefined
  /**
   * Exact paths that are not checked (Django's `csrf_exempt`).
   *
   * @default []
   * @see https://docs.djangoproject.com/en/stable/howto/csrf/#disabling-csrf-protection-for-just-a-few-views
   */
  exempt?: readonly string[] | undefined
  /**
   * Django's `CSRF_FAILURE_VIEW`. A response of `c.html`, `c.text` or `c.json` has status 403 unless
   * it sets another. A `Response` of your own keeps its status, which is 200 by default.
   *
   * @default a page that says what to do
   * @see https://docs.djangoproject.com/en/stable/ref/settings/#csrf-failure-view
   */
  failureView?: FailureView | undefined
  /**
   * The clock.
   *
   * @default the current time
   */
  now?: (() => Date) | undefined
  /**
   * The source of secrets.
   *
   * @default crypto.getRandomValues
   */
  randomBytes?: RandomBytes | undefined
}

/** `CsrfOptions` with their defaults. */
export interface CsrfSettings {
  cookie: CookieSettings
  cookieAge: number | null
  headerName: string
  trusted: TrustedOrigins
  useSessions: boolean
  /** The domain whose pages may send forms, if it is more than this host. */
  refererDomain: string | undefined
  exempt: ReadonlySet<string>
  failureView: FailureView
  now: () => Date
  randomBytes: RandomBytes
}

/** All options of `csrf`. */
const NAMES: OptionNames<CsrfOptions> = {
  cookieName: true,
  cookieDomain: true,
  cookiePath: true,
  cookieSecure: true,
  cookieHttpOnly: true,
  cookieSameSite: true,
  cookieAge: true,
  headerName: true,
  trustedOrigins: true,
  useSessions: true,
  sessionCookieDomain: true,
  exempt: true,
  failureView: true,
  now: true,
  randomBytes: true,
}

/**
 * Checks the options of `csrf`.
 *
 * @throws ImproperlyConfigured when an option is unknown or invalid.
 */
export function checkCsrfOptions(options: CsrfOptions): void {
  resolveCsrf(options)
}

/**
 * Adds the defaults.
 *
 * @throws ImproperlyConfigured when an option is unknown or invalid.
 */
export function resolveCsrf(options: CsrfOptions): CsrfSettings {
  assertKnownOptions(options, NAMES, 'csrf')
  assertFlags(options, ['useSessions'])
  assertFunctions(options, ['failureView', 'now', 'randomBytes'])
  const { cookieAge = 31_449_600, headerName = 'X-CSRFToken', exempt = [] } = options
  const useSessions = options.useSessions ?? false
  assertOption(isAge(cookieAge), 'cookieAge', `1 to ${MAX_COOKIE_AGE} seconds or null`, cookieAge)
  // Headers and cookies have the same rule for names.
  assertOption(isCookieName(headerName), 'headerName', 'the name of a header', headerName)
  if (!Array.isArray(exempt)) throw new ImproperlyConfigured('to be an array of paths', 'exempt')
  for (const path of exempt) {
    assertOption(
      isExactPath(path),
      'exempt',
      'exact paths that start with `/`, without patterns',
      path,
    )
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
