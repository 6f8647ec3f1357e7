import type { Anatomy } from '../../pages/inspect/anatomy.ts'
import type { Engine } from '../../settings/session-store.ts'
import { holdsSecrets } from '../indent-json.ts'
import { useWords } from '../language.ts'
import { mask } from '../mask.ts'
import { session } from '../phrases/session.ts'

/** Longest part that is shown whole, in UTF-16 code units. A session may hold a megabyte. */
export const LONGEST_SHOWN = 4000

interface SignedDataProps {
  engine: Engine
  anatomy: Anatomy
  /** Whether to mask the payload. A changed copy cannot be decoded, so its original decides. */
  isSecret?: boolean
}

/** Signed session data in one string, each part in its colour. */
export function SignedData({
  engine,
  anatomy,
  isSecret = isPayloadSecret(anatomy),
}: SignedDataProps) {
  return (
    <code>
      <Payload anatomy={anatomy} isSecret={isSecret} />
      <span class="quiet">:</span>
      <span class="timestamp">
        <Clipped text={anatomy.timestamp} />
      </span>
      <span class="quiet">:</span>
      <span class="signature">
        <Signature engine={engine} anatomy={anatomy} />
      </span>
    </code>
  )
}

/** The payload. Anyone can decode it, so it is masked when it holds secrets. */
function Payload({ anatomy, isSecret }: { anatomy: Anatomy; isSecret: boolean }) {
  const words = useWords(session)
  if (!isSecret) {
    return (
      <span class="payload">
        <Clipped text={anatomy.payload} />
      </span>
    )
  }
  return (
    <>
      <span class="payload">{mask(anatomy.payload)}</span>{' '}
      <span class="quiet">({words.mayHoldSecrets}) </span>
    </>
  )
}

/** Returns whether the payload must not be shown, because decoding it would show secrets. */
export function isPayloadSecret({ json }: Anatomy): boolean {
  return json === null || holdsSecrets(json)
}

/** The signature. In a signed cookie it is masked, because the cookie is a credential. */
export function Signature({ engine, anatomy }: { engine: Engine; anatomy: Anatomy }) {
  if (engine === 'signed_cookies') return <>{mask(anatomy.signature)}</>
  return <Clipped text={anatomy.signature} />
}

/** A string, shortened and followed by its length if it is very long. */
export function Clipped({ text }: { text: string }) {
  const words = useWords(session)
  if (text.length <= LONGEST_SHOWN) return <>{text}</>
  return (
    <>
      {text.slice(0, LONGEST_SHOWN)}… ({words.characters(text.length)})
    </>
  )
}
