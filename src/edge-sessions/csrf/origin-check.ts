import type { Context } from 'hono'
import type { CsrfSettings } from './options.ts'
import {
  badFetchSite,
  badOrigin,
  badReferer,
  INSECURE_REFERER,
  MALFORMED_REFERER,
  NO_REFERER,
} from './reasons.ts'
import { isSameDomain } from './trusted-origins.ts'

/** Matches the scheme, the host and the rest up to the query, as Python's `urlsplit` does. */
const REFERER = /^(?:([a-z][a-z\d+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)/i

/**
 * Checks which page the request comes from: by `Origin` or, if it is missing over https, by
 * `Referer` (Django's `_origin_verified`, `_check_referer`), and then by `Sec-Fetch-Site`.
 *
 * @returns The reason to refuse the request, or `null`.
 */
export function checkOrigin(c: Context, settings: CsrfSettings): string | null {
  const url = new URL(c.req.url)
  const origin = c.req.header('Origin')
  const site = c.req.header('Sec-Fetch-Site')
  if (isPageWithoutReferrer(origin, site)) return null
  const error =
    origin === undefined
      ? checkReferer(url, c.req.header('Referer'), settings)
      : ownOrTrusted(url, origin, settings)
  return error ?? checkFetchSite(site, origin, settings)
}

/**
 * Whether a page of this site sent the request under `Referrer-Policy: no-referrer`, which is the
 * default of Hono's `secureHeaders()` and makes browsers send `Origin: null`. Scripts cannot set
 * `Sec-Fetch-Site`, and sandboxed frames and redirects by other sites make it `cross-site`.
 */
function isPageWithoutReferrer(origin: string | undefined, site: string | undefined): boolean {
  return origin === 'null' && site === 'same-origin'
}

function ownOrTrusted(url: URL, origin: string, { trusted }: CsrfSettings): string | null {
  return origin === url.origin || trusted.hasOrigin(origin) ? null : badOrigin(origin)
}

/** Over http a `Referer` proves nothing, because an attacker on the network can change it. */
function checkReferer(
  url: URL,
  referer: string | undefined,
  settings: CsrfSettings,
): string | null {
  if (url.protocol !== 'https:') return null
  if (referer === undefined) return NO_REFERER
  const [page = '', scheme = '', host = ''] = REFERER.exec(referer) ?? []
  if (scheme === '' || !isHost(host)) return MALFORMED_REFERER
  if (scheme.toLowerCase() !== 'https') return INSECURE_REFERER
  if (settings.trusted.hasHost(host) || isSameDomain(host, goodReferer(url, settings))) return null
  // Without the query, which may hold secrets that must not be logged.
  return badReferer(page)
}

/** Rejects characters that browsers never send, so that parsers cannot disagree about the host. */
function isHost(host: string): boolean {
  return /^[^\s@\\]+$/.test(host) && host.includes('[') === host.includes(']')
}

/**
 * Returns the host that a `Referer` must name. A cookie domain with a leading dot covers its
 * subdomains, on one port.
 */
function goodReferer(url: URL, { refererDomain }: CsrfSettings): string {
  if (refererDomain === undefined) return url.host
  const isUsualPort = url.port === '' || url.port === '80'
  return isUsualPort ? refererDomain : `${refererDomain}:${url.port}`
}

/**
 * Refuses a request that the browser says another site made, unless its `Origin` is trusted. Django
 * has no such rule.
 */
function checkFetchSite(
  site: string | undefined,
  origin: string | undefined,
  { trusted }: CsrfSettings,
): string | null {
  if (site !== 'cross-site' && site !== 'same-site') return null
  return origin !== undefined && trusted.hasOrigin(origin) ? null : badFetchSite(site)
}
