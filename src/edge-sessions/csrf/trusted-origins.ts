import { ImproperlyConfigured } from '../config/index.ts'

/** The other sites that may send forms here (Django's `CSRF_TRUSTED_ORIGINS`). */
export interface TrustedOrigins {
  /** Whether an `Origin` header names one of them, with its scheme, host and port. */
  hasOrigin(origin: string): boolean
  /** Whether the host of a `Referer` is one of them. */
  hasHost(host: string): boolean
}

const ORIGIN = /^([a-z][a-z\d+.-]*):\/\/(\*\.)?([^\s*/?#@\\A-Z]+)$/

/**
 * Reads a list of origins. As in Django, `https://*.example.com` includes `https://example.com`.
 *
 * @throws ImproperlyConfigured when an entry could never match.
 */
export function trustedOrigins(origins: readonly string[]): TrustedOrigins {
  const exact = new Set<string>()
  const wildcards: { scheme: string; domain: string }[] = []
  const hosts: string[] = []
  for (const origin of origins) {
    const { scheme, isWildcard, host } = parse(origin)
    hosts.push(isWildcard ? `.${host}` : host)
    if (isWildcard) wildcards.push({ scheme, domain: `.${host}` })
    else exact.add(origin)
  }
  return {
    hasOrigin(origin) {
      if (exact.has(origin)) return true
      const [, scheme, star, host = ''] = ORIGIN.exec(origin) ?? []
      if (star !== undefined) return false
      return wildcards.some((wildcard) => {
        return wildcard.scheme === scheme && isSameDomain(host, wildcard.domain)
      })
    },
    hasHost(host) {
      return hosts.some((pattern) => isSameDomain(host, pattern))
    },
  }
}

/** Whether `host` is `pattern`, or is under it if `pattern` begins with a dot (Django's function). */
export function isSameDomain(host: string, pattern: string): boolean {
  const domain = pattern.toLowerCase()
  if (!domain.startsWith('.')) return domain !== '' && host === domain
  return host === domain.slice(1) || host.endsWith(domain)
}

function parse(origin: string): { scheme: string; isWildcard: boolean; host: string } {
  const [, scheme = '', star, host = ''] = ORIGIN.exec(origin) ?? []
  if (scheme === '' || !isCanonical(scheme, host)) {
    throw new ImproperlyConfigured(
      `to be like \`https://example.com\` or \`https://*.example.com\`, got \`${origin}\``,
      'trustedOrigins',
    )
  }
  return { scheme, isWildcard: star !== undefined, host }
}

/** Whether browsers write the origin in this form: no default port, and the host in ASCII. */
function isCanonical(scheme: string, host: string): boolean {
  if (scheme !== 'http' && scheme !== 'https') return true
  const origin = `${scheme}://${host}`
  return URL.canParse(origin) && new URL(origin).origin === origin
}
