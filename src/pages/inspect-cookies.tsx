import type { AppContext } from '../app-env.ts'
import { resolveCsrf } from '../csrf/options.ts'
import { isHttps, serializeCookie } from '../sessions/cookie.ts'
import { resolveCookie } from '../sessions/cookie-options.ts'
import { settingsOf } from '../settings.ts'
import { mask } from './mask.ts'

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
export async function ownCookies(c: AppContext, now: Date): Promise<OwnCookie[]> {
  const settings = settingsOf(c.env)
  const { session } = c.var
  const isSecure = isHttps(c.req.url)
  const age = await session.getCookieAge()
  const own = resolveCookie(settings.sessions)
  const form = resolveCsrf(settings.csrf)
  const sessionCookie = serializeCookie('', age, own, isSecure, now)
  const formCookie = serializeCookie('', form.cookieAge, form.cookie, isSecure, now)
  return [
    { name: own.cookieName, attributes: attributesOf(sessionCookie) },
    {
      name: form.cookie.cookieName,
      attributes: form.useSessions ? null : attributesOf(formCookie),
    },
  ]
}

/** Reads the attributes of a `Set-Cookie` header. */
function attributesOf(header: string): Map<string, string> {
  const [, ...attributes] = header.split('; ')
  return new Map(
    attributes.map((attribute) => {
      const [name = '', value = 'yes'] = attribute.split('=')
      return [name, name === 'Max-Age' ? lifetime(Number(value)) : value]
    }),
  )
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
