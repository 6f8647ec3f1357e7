import type { SigningKeys } from 'edge-sessions/signing'
import type { Engine } from '../../settings/session-store.ts'
import { useWords } from '../../ui/language.ts'
import { inspect } from '../../ui/phrases/inspect.ts'
import { isPayloadSecret, SignedData } from '../../ui/session/signed-data.tsx'
import { Text } from '../../ui/text.tsx'
import { type Anatomy, takeApart } from './anatomy.ts'
import { Verdict } from './decoder.tsx'

const PARTS = ['payload', 'timestamp', 'signature'] as const

type Part = (typeof PARTS)[number]

/** A copy of session data with one letter changed. */
export interface ChangedLetter {
  from: string
  to: string
  anatomy: Anatomy
  /** Whether the payload of the original must not be shown. */
  isSecret: boolean
  /** Whether the signature of the original is valid. */
  wasValid: boolean
}

/** Changes one letter of a part of session data and verifies the result. */
export async function changeLetter(
  anatomy: Anatomy,
  part: string | undefined,
  keys: Required<SigningKeys>,
): Promise<ChangedLetter | null> {
  const name = PARTS.find((each) => each === part)
  if (name === undefined) return null
  const text = anatomy[name]
  const at = Math.floor(text.length / 2)
  const from = text.slice(at, at + 1)
  const to = from === 'A' ? 'B' : 'A'
  const changed = { ...anatomy, [name]: `${text.slice(0, at)}${to}${text.slice(at + 1)}` }
  const data = PARTS.map((each) => changed[each]).join(':')
  return {
    from,
    to,
    anatomy: await takeApart(data, keys),
    isSecret: isPayloadSecret(anatomy),
    wasValid: anatomy.signer !== null,
  }
}

interface ChangeFormProps {
  engine: Engine
  changed: ChangedLetter | null
}

/** The experiment that shows what the signature is for. It changes a copy only, so it is a GET. */
export function ChangeForm({ engine, changed }: ChangeFormProps) {
  const words = useWords(inspect)
  return (
    <section id="change" aria-labelledby="change-heading" tabindex={-1}>
      <h3 id="change-heading">{words.changeHeading}</h3>
      <p>{words.changeText}</p>
      <form method="get" action="/inspect/#change" class="row">
        {PARTS.map((part: Part) => (
          <button type="submit" name="change" value={part}>
            {words.change[part]}
          </button>
        ))}
      </form>
      {changed !== null && (
        <div role="status" class="decoded">
          <p>
            <Text>{words.changed(`\`${changed.from}\``, `\`${changed.to}\``)}</Text>
          </p>
          <p>
            <SignedData engine={engine} anatomy={changed.anatomy} isSecret={changed.isSecret} />
          </p>
          <Verdict signer={changed.anatomy.signer} />
          {changed.anatomy.signer === null && (
            <p>{changed.wasValid ? words.changedResult : words.changedStill}</p>
          )}
        </div>
      )}
    </section>
  )
}
