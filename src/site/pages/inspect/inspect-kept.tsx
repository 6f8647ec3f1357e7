import type { SessionRecord } from 'edge-sessions'
import type { Engine } from '../../settings/session-store.ts'
import { holdsSecrets, indentJson } from '../../ui/indent-json.ts'
import { mask } from '../../ui/mask.ts'
import { Moment } from '../../ui/moment.tsx'
import type { Anatomy, Signer } from './anatomy.ts'

/** Longest cookie that browsers keep, with its name, in bytes. */
const MAX_COOKIE_BYTES = 4096

/** Longest text shown whole, in characters. A session may hold a megabyte. */
const LONGEST_SHOWN = 4000

/** How much of a payload is shown again, in characters. */
const PAYLOAD_SHOWN = 40

interface KeptProps {
  engine: Engine
  record: SessionRecord
  anatomy: Anatomy
}

/** The stored session, with the column names of the table. */
export function Kept(props: KeptProps & { sessionKey: string }) {
  const { engine, record, anatomy, sessionKey } = props
  if (engine === 'signed_cookies') return <Cookie record={record} />
  const isRow = engine === 'db'
  return (
    <dl>
      <dt>{isRow ? 'session_key' : 'name of the object'}</dt>
      <dd>
        <code>{mask(sessionKey)}</code>
      </dd>
      <dt>{isRow ? 'session_data' : 'data'}</dt>
      <dd>
        <Encoded text={clip(record.data)} anatomy={anatomy} />
      </dd>
      <dt>{isRow ? 'expire_date' : 'expires'}</dt>
      <dd>
        <code>{djangoDate(record.expires)}</code>{' '}
        <span class="quiet">UTC, here to the millisecond</span>
      </dd>
    </dl>
  )
}

/** The session cookie. Its text is masked, because anyone who has it has the session. */
function Cookie({ record }: { record: SessionRecord }) {
  return (
    <dl>
      <dt>Text</dt>
      <dd>
        <code>{mask(record.data)}</code>
        <br />
        {record.data.length} characters; with its name, a cookie has room for {MAX_COOKIE_BYTES}
      </dd>
    </dl>
  )
}

/** The page of a visitor without a session. */
export function NothingKept() {
  return (
    <>
      <p>You have no session that goes with your browser, so there is nothing to take apart.</p>
      <p>
        <a href="/set-session/">Set a session</a>, then come back within its time.
      </p>
    </>
  )
}

/** Data that is merely encoded. Anyone can decode it, so it is masked when it holds secrets. */
function Encoded({ text, anatomy: { json } }: { text: string; anatomy: Anatomy }) {
  if (json !== null && !holdsSecrets(json)) return <code>{text}</code>
  return (
    <>
      <code>{mask(text)}</code> <span class="quiet">in part only: it may hold secrets</span>
    </>
  )
}

interface TakenApartProps extends KeptProps {
  now: Date
}

/** The decoded session data. */
export function TakenApart({ engine, record, now, anatomy }: TakenApartProps) {
  // A signed cookie is a credential, stored data is not. Without its signature it is worthless.
  const signature = engine === 'signed_cookies' ? mask(anatomy.signature) : clip(anatomy.signature)
  return (
    <dl>
      <dt>Payload</dt>
      <dd>
        <Encoded text={start(anatomy.payload)} anatomy={anatomy} />
        <br />
        {packing(anatomy)}
      </dd>
      <dt>Data</dt>
      <dd>
        <Data {...anatomy} />
      </dd>
      <dt>Timestamp</dt>
      <dd>
        <code>{clip(anatomy.timestamp)}</code>
        <br />
        {anatomy.signedAt === null ? (
          'no time in base 62'
        ) : (
          <>
            in base 62: saved at <Moment date={anatomy.signedAt} />,{' '}
            {secondsAgo(anatomy.signedAt, now)}
          </>
        )}
      </dd>
      <dt>Signature</dt>
      <dd>
        <code>{signature}</code>
        <br />
        <Verdict signer={anatomy.signer} />
      </dd>
      <dt>Expires</dt>
      <dd>
        in {Math.ceil((record.expires.getTime() - now.getTime()) / 1000)} s, at{' '}
        <Moment date={record.expires} />
      </dd>
    </dl>
  )
}

function packing({ json, isCompressed, packedBytes, payload }: Anatomy): string {
  const text = `${payload.length} characters of base 64`
  if (json === null) return `${text}, ${packedBytes} bytes`
  if (!isCompressed) return `not compressed: ${json.length} bytes of JSON, ${text}`
  return `compressed: ${json.length} bytes of JSON in ${packedBytes} bytes, ${text}`
}

function Data({ json, signer }: Anatomy) {
  if (json !== null) return <pre>{indentJson(json, LONGEST_SHOWN)}</pre>
  return signer === null
    ? 'not read, because the signature is wrong: this session counts as empty'
    : 'well signed, but not readable: this session counts as empty'
}

function Verdict({ signer }: { signer: Signer }) {
  if (signer === null) {
    return (
      <strong class="wrong">
        Not valid: no known key produced it. The data was changed or damaged.
      </strong>
    )
  }
  if (signer === 'current') return <strong>Valid, signed with the current key</strong>
  return <strong>Valid, signed with fallback key {signer}; the next save signs it anew</strong>
}

function secondsAgo(date: Date, now: Date): string {
  const seconds = Math.floor((now.getTime() - date.getTime()) / 1000)
  return seconds < 0 ? 'in the future' : `${seconds} s ago`
}

function start(payload: string): string {
  return payload.length <= PAYLOAD_SHOWN ? payload : `${payload.slice(0, PAYLOAD_SHOWN)}…`
}

/** Django's form: UTC, the fraction left out when it is 0. */
function djangoDate(date: Date): string {
  return date
    .toISOString()
    .slice(0, -1)
    .replace('T', ' ')
    .replace(/\.000$/, '')
}

function clip(text: string): string {
  if (text.length <= LONGEST_SHOWN) return text
  return `${text.slice(0, LONGEST_SHOWN)}… (${text.length} characters)`
}
