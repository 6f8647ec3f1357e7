import type { OtherCookie } from '../../ui/session/cookie-table.tsx'

/** Splits a `Cookie` header. A pair without an equals sign is a value without a name. */
export function parseCookies(header: string): OtherCookie[] {
  const pairs = header.split(';').map((pair) => pair.trim())
  return pairs
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=')
      return {
        name: pair.slice(0, Math.max(equals, 0)).trim(),
        value: pair.slice(equals + 1).trim(),
      }
    })
}
