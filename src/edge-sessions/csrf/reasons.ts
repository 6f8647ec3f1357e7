/**
 * Reasons to refuse a request. The words are Django's, so that searches and alerts work for both.
 * Only `badFetchSite` has no counterpart there.
 */

export const NO_COOKIE = 'CSRF cookie not set.'
export const TOKEN_MISSING = 'CSRF token missing.'
export const NO_REFERER = 'Referer checking failed - no Referer.'
export const MALFORMED_REFERER = 'Referer checking failed - Referer is malformed.'
export const INSECURE_REFERER =
  'Referer checking failed - Referer is insecure while host is secure.'

/** The error of a cookie or a token. */
export type TokenError = 'has incorrect length' | 'has invalid characters' | 'incorrect'

export function badOrigin(origin: string): string {
  return `Origin checking failed - ${origin} does not match any trusted origins.`
}

export function badReferer(referer: string): string {
  return `Referer checking failed - ${referer} does not match any trusted origins.`
}

export function badCookie(error: TokenError): string {
  return `CSRF cookie ${error}.`
}

export function badFormToken(error: TokenError): string {
  return `CSRF token from POST ${error}.`
}

export function badHeaderToken(headerName: string, error: TokenError): string {
  return `CSRF token from the '${pythonCase(headerName)}' HTTP header ${error}.`
}

export function badFetchSite(site: string): string {
  return `Fetch metadata checking failed - Sec-Fetch-Site is ${site}.`
}

/** Django logs headers by their WSGI names, such as `X-Csrftoken` for `X-CSRFToken`. */
function pythonCase(headerName: string): string {
  return headerName.toLowerCase().replace(/[a-z]+/g, (word) => {
    return word.charAt(0).toUpperCase() + word.slice(1)
  })
}
