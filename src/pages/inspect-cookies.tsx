import type { AppContext } from '../app-env.ts'
import { resolveCsrf } from '../csrf/options.ts'
import { isHttps, serializeCookie } from '../sessions/cookie.ts'
import { isKey } from '../sessions/index.ts'
import { resolveCookie } from '../sessions/options.ts'
import { settingsOf } from '../settings.ts'

/** A cookie of this site. */
interface OwnCookie {
  name: string
  /** What the browser is told with it; `null`: it is not in use. */
  attributes: ReadonlyMap<string, string> | null
}

interface SentCookie {
  name: string
  value: string
}

/** Attributes in the order of a browser's tools, and what holds where one is not set. */
const ATTRIBUTES = [
  ['Max-Age', 'until the browser closes'],
  ['Path', 'not set'],
  ['Domain', 'this host only'],
  ['HttpOnly', 'no, scripts can read it'],
  ['Secure', 'no, also over http'],
  ['SameSite', 'the browser decides'],
] as const

/** The session's cookie and that of the forms, as the present settings have them set. */
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

/** Reads a `Set-Cookie` header as a browser does. */
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
  return days < 2 ? `${seconds} s` : `${seconds} s, ${Math.round(days)} days`
}

/** The cookies of the request. */
export function SentCookies(props: { header: string | undefined; masked: readonly string[] }) {
  const cookies = parse(props.header ?? '')
  if (cookies.length === 0) {
    return <p class="quiet">Your browser sent none. Its session starts when something is stored.</p>
  }
  return (
    <table class="inspector">
      <caption>Sent with this request</caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Value</th>
        </tr>
      </thead>
      <tbody>
        {cookies.map((cookie) => (
          <tr>
            <th scope="row">
              <code>{cookie.name}</code>
            </th>
            <td>
              <code>{shown(cookie, props.masked)}</code>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** How a signed text ends. */
const SIGNATURE = /:[\w-]{43}"?$/

/** Whatever looks like a session key, or signed, may be a session, perhaps of another name. */
function shown({ name, value }: SentCookie, masked: readonly string[]): string {
  return masked.includes(name) || isKey(value) || SIGNATURE.test(value) ? mask(value) : value
}

/** Without an equals sign it is a value that has no name. */
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

/** What may be shown of a secret. */
export function mask(secret: string): string {
  return `${secret.slice(0, 4)}…`
}

/** What the browser is told about each cookie of this site. */
export function Attributes({ cookies }: { cookies: readonly OwnCookie[] }) {
  return (
    <table class="inspector">
      <caption>As this site sets them</caption>
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
