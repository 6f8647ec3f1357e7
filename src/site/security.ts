import type { Context, MiddlewareHandler } from 'hono'
import { NONCE, secureHeaders } from 'hono/secure-headers'
import { memoize } from './memoize.ts'

/** Django's `SECURE_…` settings and `X_FRAME_OPTIONS`. */
export interface SecuritySettings {
  nosniff: boolean
  openerPolicy: string
  referrerPolicy: string
  frameOptions: 'DENY' | 'SAMEORIGIN'
  /** 0 for no Strict-Transport-Security. */
  hstsSeconds: number
  hstsIncludeSubdomains: boolean
  hstsPreload: boolean
  sslRedirect: boolean
  /** The host to redirect to; empty for the host of the request. */
  sslHost: string
  /** Paths, without their first slash, that are not redirected. */
  redirectExempt: readonly RegExp[]
}

/**
 * Does the work of Django's `SecurityMiddleware` and `XFrameOptionsMiddleware` with Hono's
 * `secureHeaders`, and adds a Content-Security-Policy that allows no script at all. A header that a
 * page has set stays.
 *
 * @param settingsOf Returns the settings from the context; `null` for Django's defaults.
 */
export function security(settingsOf: (c: Context) => SecuritySettings | null): MiddlewareHandler {
  return async function securityMiddleware(c, next) {
    const settings = settingsOf(c) ?? DEFAULTS
    const url = new URL(c.req.url)
    const isHttps = url.protocol === 'https:'
    if (!isHttps && isRedirected(url, settings)) return c.redirect(secureUrl(url, settings), 301)
    const { http, https } = headersOf(settings)
    return isHttps ? https(c, next) : http(c, next)
  }
}

/** Django's defaults. */
const DEFAULTS: SecuritySettings = {
  nosniff: true,
  openerPolicy: 'same-origin',
  referrerPolicy: 'same-origin',
  frameOptions: 'DENY',
  hstsSeconds: 0,
  hstsIncludeSubdomains: false,
  hstsPreload: false,
  sslRedirect: false,
  sslHost: '',
  redirectExempt: [],
}

const headersOf = memoize((settings: SecuritySettings) => {
  const headers = {
    crossOriginOpenerPolicy: settings.openerPolicy,
    referrerPolicy: settings.referrerPolicy,
    xContentTypeOptions: settings.nosniff,
    xFrameOptions: settings.frameOptions,
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      styleSrc: ["'self'", NONCE],
      imgSrc: ['data:'],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
    overwrite: false,
  }
  const strictTransportSecurity = settings.hstsSeconds === 0 ? false : hsts(settings)
  return {
    http: secureHeaders({ ...headers, strictTransportSecurity: false }),
    https: secureHeaders({ ...headers, strictTransportSecurity }),
  }
})

function hsts(settings: SecuritySettings): string {
  const directives = [`max-age=${settings.hstsSeconds}`]
  if (settings.hstsIncludeSubdomains) directives.push('includeSubDomains')
  if (settings.hstsPreload) directives.push('preload')
  return directives.join('; ')
}

function isRedirected(url: URL, settings: SecuritySettings): boolean {
  if (!settings.sslRedirect) return false
  return !settings.redirectExempt.some((exempt) => exempt.test(url.pathname.slice(1)))
}

function secureUrl(url: URL, { sslHost }: SecuritySettings): string {
  const target = new URL(url)
  target.protocol = 'https:'
  if (sslHost !== '') {
    // The setter of `host` keeps the old port when the new host has none.
    target.port = ''
    target.host = sslHost
  }
  return target.href
}
