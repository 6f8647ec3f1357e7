import type { CookieOptions } from 'edge-sessions'
import type { AppContext } from '../../app-env.ts'
import { settingsOf } from '../../settings/settings.ts'
import { mask } from '../../ui/mask.ts'

/** A cookie of this site. */
interface OwnCookie {
  name: string
  /** The attributes of its `Set-Cookie` header; `null`: the cookie is not used. */
  attributes: ReadonlyMap<string, string> | null
}

interface SentCookie {
  name: string
  value: string
}

/** Attributes in the order of a browser's tools, and the meaning of their absence. */
const ATTRIBUTES = [
  ['Max-Age', 'until the browser closes'],
  ['Path', 'not set'],
  ['Domain', 'this host only'],
  ['HttpOnly', 'no, scripts can read it'],
  ['Secure', 'no, it is also sent over http'],
  ['SameSite', 'the browser decides'],
] as const

/** Returns the session cookie and the CSRF cookie, as the present settings set them. */
export async function ownCookies(c: AppContext): Promise<OwnCookie[]> {
  const { sessions, csrf } = settingsOf(c.env)
  const isHttps = new URL(c.req.url).protocol === 'https:'
  const { cookieName: session = 'sessionid' } = sessions
  const { cookieName: form = 'csrftoken', cookieAge = null } = csrf
  const age = await c.var.session.getCookieAge()
  return [
    { name: session, attributes: attributesOf(sessions, age, isHttps) },
    { name: form, attributes: csrf.useSessions ? null : attributesOf(csrf, cookieAge, isHttps) },
  ]
}

/** @param age In seconds; `null` until the browser closes. */
function attributesOf(
  { cookieDomain, cookiePath = '/', cookieSecure, cookieHttpOnly, cookieSameSite }: CookieOptions,
  age: number | null,
  isHttps: boolean,
): Map<string, string> {
  const attributes = new Map([['Path', cookiePath]])
  if (age !== null) attributes.set('Max-Age', lifetime(age))
  if (cookieDomain !== undefined) attributes.set('Domain', cookieDomain)
  if (cookieHttpOnly) attributes.set('HttpOnly', 'yes')
  if (cookieSecure === 'auto' ? isHttps : cookieSecure) attributes.set('Secure', 'yes')
  if (cookieSameSite) attributes.set('SameSite', cookieSameSite)
  return attributes
}

function lifetime(seconds: number): string {
  const days = seconds / 86_400
  return days < 2 ? `${seconds} s` : `${Math.round(days)} days (${seconds.toLocaleString('en')} s)`
}

/** The cookies of the request. None is shown whole: most let whoever has them in. */
export function SentCookies({ header = '' }: { header: string | undefined }) {
  const cookies = parse(header)
  if (cookies.length === 0) {
    return <p class="quiet">Your browser sent none. A session starts when something is stored.</p>
  }
  return (
    <table class="inspector">
      <caption>Request cookies</caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Value</th>
        </tr>
      </thead>
      <tbody>
        {cookies.map(({ name, value }) => (
          <tr>
            <th scope="row">
              <code>{name}</code>
            </th>
            <td>
              <code>{mask(value)}</code> <span class="quiet">({value.length} characters)</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Splits a `Cookie` header. A pair without an equals sign is a value without a name. */
function parse(header: string): SentCookie[] {
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

/** The attributes of this site's cookies. */
export function Attributes({ cookies }: { cookies: readonly OwnCookie[] }) {
  return (
    <table class="inspector">
      <caption>Cookie attributes</caption>
      <thead>
        <tr>
          <th scope="col">Attribute</th>
          {cookies.map(({ name }) => (
            <th scope="col">
              <code>{name}</code>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {ATTRIBUTES.map(([attribute, absent]) => (
          <tr>
            <th scope="row">{attribute}</th>
            {cookies.map(({ attributes }) => (
              <td>
                {attributes?.get(attribute) ?? (
                  <span class="quiet">{attributes === null ? 'kept in the session' : absent}</span>
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
