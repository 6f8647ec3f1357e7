import type { WholeRow } from '../admin/session-table.ts'
import { SESSION_SALT } from '../sessions/codec.ts'
import type { SessionOptions } from '../sessions/index.ts'
import { parseMembers, stringifyMembers } from '../signing/index.ts'
import { ADMIN } from './admin-filter.ts'
import { Ends } from './admin-list.tsx'
import { type Anatomy, takeApart } from './anatomy.ts'
import { Form } from './form.tsx'
import { indentJson } from './indent-json.ts'
import { mask } from './inspect-cookies.tsx'

/** Members that prove something, and are shown in part only. */
const SECRET_MEMBERS = ['_auth_user_hash', '_csrftoken', 'admin']

/** Longest text shown, in characters. */
const LONGEST_SHOWN = 20_000

interface WholeSessionProps {
  row: WholeRow
  /** What names the row in addresses and forms. */
  id: string
  isOwn: boolean
  settings: SessionOptions
}

/** A row of the table with what it holds. */
export async function WholeSession({ row, id, isOwn, settings }: WholeSessionProps) {
  const anatomy = await takeApart(row.data, {
    key: settings.secretKey,
    fallbackKeys: settings.secretKeyFallbacks ?? [],
    salt: settings.keySalt ?? SESSION_SALT,
  })
  return (
    <>
      <h1>
        Session <code>{mask(row.key)}</code>
      </h1>
      <dl>
        <dt>User</dt>
        <dd>{row.user ?? 'nobody'}</dd>
        <dt>Ends</dt>
        <dd>
          <Ends row={row} />
        </dd>
        <dt>Holds</dt>
        <dd>
          <Data anatomy={anatomy} />
        </dd>
      </dl>
      <div class="row panel">
        <Form action={`${ADMIN}end/`}>
          <input type="hidden" name="session" value={id} />
          <button type="submit">{isOwn ? 'End it: it is yours' : 'End it'}</button>
        </Form>
        <a href={ADMIN}>All sessions</a>
      </div>
    </>
  )
}

function Data({ anatomy: { json, signer } }: { anatomy: Anatomy }) {
  const members = json === null ? null : parseMembers(json)
  if (members === null) {
    return (
      <span class="wrong">
        {signer === null ? 'It has a bad signature' : 'It is not readable'}: this session counts as
        empty.
      </span>
    )
  }
  for (const name of SECRET_MEMBERS) {
    const value = members.get(name)
    if (typeof value === 'string') members.set(name, mask(value))
  }
  return <pre>{indentJson(clip(stringifyMembers(members)))}</pre>
}

function clip(text: string): string {
  if (text.length <= LONGEST_SHOWN) return text
  return `${text.slice(0, LONGEST_SHOWN)}… (${text.length} characters)`
}
