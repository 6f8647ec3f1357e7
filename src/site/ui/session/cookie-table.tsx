import type { Child } from 'hono/jsx'
import { useWords } from '../language.ts'
import { mask } from '../mask.ts'
import { Moment } from '../moment.tsx'
import { session } from '../phrases/session.ts'
import { Key } from './key.tsx'
import type { OwnCookie } from './own-cookies.ts'

/** A cookie of the request that another site or proxy of this host has set. */
export interface OtherCookie {
  name: string
  value: string
}

interface CookieTableProps {
  own: readonly OwnCookie[]
  others?: readonly OtherCookie[]
  now: Date
  /** Whether this response sets the cookies that the request did not have. */
  isSetNow?: boolean
}

/** Cookies as a browser's developer tools show them, one a row. Values are masked. */
export function CookieTable({ own, others = [], now, isSetNow = false }: CookieTableProps) {
  const words = useWords(session)
  return (
    <table class="stack">
      <caption>{words.cookieCaption}</caption>
      <thead>
        <tr>
          <th scope="col">{words.name}</th>
          <th scope="col">{words.value}</th>
          <th scope="col">{words.domain}</th>
          <th scope="col">{words.path}</th>
          <th scope="col">{words.expires}</th>
          <th scope="col">HttpOnly</th>
          <th scope="col">Secure</th>
          <th scope="col">SameSite</th>
        </tr>
      </thead>
      <tbody>
        {own.map((cookie) => (
          <OwnRow cookie={cookie} now={now} missing={isSetNow ? words.setNow : words.notSent} />
        ))}
        {others.map((cookie) => (
          <OtherRow cookie={cookie} />
        ))}
      </tbody>
    </table>
  )
}

interface OwnRowProps {
  cookie: OwnCookie
  now: Date
  /** Replaces a missing value. */
  missing: string
}

function OwnRow({ cookie, now, missing }: OwnRowProps) {
  const words = useWords(session)
  const secure = { yes: words.yes, no: words.no, 'no-on-http': words.secureOnHttps }
  return (
    <tr>
      <th scope="row">
        <code>{cookie.name}</code>
      </th>
      <td data-label={words.value}>
        <Value cookie={cookie} missing={missing} />
      </td>
      <td data-label={words.domain}>{cookie.domain}</td>
      <td data-label={words.path}>{cookie.path}</td>
      <td data-label={words.expires}>
        {cookie.expires === null ? words.untilClosed : <Moment date={cookie.expires} now={now} />}
      </td>
      <td data-label="HttpOnly">{cookie.isHttpOnly ? words.yes : words.no}</td>
      <td data-label="Secure">{secure[cookie.secure]}</td>
      <td data-label="SameSite">{cookie.sameSite || words.browserDecides}</td>
    </tr>
  )
}

function Value({ cookie: { value, isSession }, missing }: Omit<OwnRowProps, 'now'>): Child {
  const words = useWords(session)
  if (value === undefined) return <span class="quiet">{missing}</span>
  return (
    <span>
      {isSession ? <Key value={value} /> : <code>{mask(value)}</code>}{' '}
      <span class="quiet">{words.characters(value.length)}</span>
    </span>
  )
}

/** A request carries only the name and the value of a cookie. */
function OtherRow({ cookie: { name, value } }: { cookie: OtherCookie }) {
  const words = useWords(session)
  return (
    <tr>
      <th scope="row">
        <code>{name}</code>
      </th>
      <td data-label={words.value}>
        <span>
          <code>{mask(value)}</code> <span class="quiet">{words.characters(value.length)}</span>
        </span>
      </td>
      <td colspan={6} class="quiet">
        {words.unknown}
      </td>
    </tr>
  )
}
