import type { Engine } from '../../settings/session-store.ts'
import { indentJson } from '../../ui/indent-json.ts'
import { useLanguage, useWords } from '../../ui/language.ts'
import { Moment } from '../../ui/moment.tsx'
import { inspect } from '../../ui/phrases/inspect.ts'
import { session } from '../../ui/phrases/session.ts'
import { Clipped, LONGEST_SHOWN, Signature, SignedData } from '../../ui/session/signed-data.tsx'
import { formatRelative } from '../../ui/time.ts'
import type { Anatomy, Signer } from './anatomy.ts'

interface DecoderProps {
  engine: Engine
  anatomy: Anatomy
  now: Date
}

/** Session data in one string, then a card for each of its parts. */
export function Decoder({ engine, anatomy, now }: DecoderProps) {
  const words = useWords(session)
  return (
    <div class="decoded">
      <p class="quiet">{words.legend}</p>
      <p>
        <SignedData engine={engine} anatomy={anatomy} />
      </p>
      <ul class="cards">
        <li class="payload">
          <h3>{words.payload}</h3>
          <Payload anatomy={anatomy} />
        </li>
        <li class="timestamp">
          <h3>{words.timestamp}</h3>
          <Timestamp anatomy={anatomy} now={now} />
        </li>
        <li class="signature">
          <h3>{words.signature}</h3>
          <p>
            <code>
              <Signature engine={engine} anatomy={anatomy} />
            </code>
          </p>
          <Verdict signer={anatomy.signer} />
        </li>
      </ul>
    </div>
  )
}

function Payload({
  anatomy: { json, signer, isCompressed, packedBytes, payload },
}: {
  anatomy: Anatomy
}) {
  const words = useWords(inspect)
  const { characters } = useWords(session)
  if (json === null) {
    return (
      <>
        <p class="wrong">{signer === null ? words.notRead : words.notReadable}</p>
        <p class="quiet">{words.size(payload.length, packedBytes)}</p>
      </>
    )
  }
  return (
    <>
      <p>{isCompressed ? words.compressedText : words.payloadText}</p>
      <pre translate="no">{indentJson(json, LONGEST_SHOWN, characters)}</pre>
      <p class="quiet">
        {isCompressed
          ? words.compressedSize(json.length, packedBytes, payload.length)
          : words.plainSize(json.length, payload.length)}
      </p>
    </>
  )
}

function Timestamp({ anatomy, now }: { anatomy: Anatomy; now: Date }) {
  const words = useWords(inspect)
  const language = useLanguage()
  const { timestamp, signedAt } = anatomy
  return (
    <>
      <p>
        <code>
          <Clipped text={timestamp} />
        </code>
      </p>
      {signedAt === null ? (
        <p class="wrong">{words.noTimestamp}</p>
      ) : (
        <>
          <p>{words.savedAgo(formatRelative(signedAt, now, language))}</p>
          <p class="quiet">
            <Moment date={signedAt} hasSeconds />
          </p>
        </>
      )}
    </>
  )
}

/** Whether the signature is valid, and by which key. */
export function Verdict({ signer }: { signer: Signer }) {
  const words = useWords(inspect)
  if (signer === null) return <p class="wrong">✗ {words.invalid}.</p>
  return (
    <p>
      <strong>✓ {signer === 'current' ? words.valid : words.validFallback(signer)}.</strong>
    </p>
  )
}
