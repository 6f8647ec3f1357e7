import { raw } from 'hono/html'
import type { Child, PropsWithChildren } from 'hono/jsx'
import { useRequestContext } from 'hono/jsx-renderer'
import type { AppEnv } from '../../app-env.ts'
import { useLanguage, useWords } from '../language.ts'
import { session } from '../phrases/session.ts'
import { useEnglish } from '../text.tsx'
import { formatDuration } from '../time.ts'

/** Longest time that is counted down by the second. */
const MAX_COUNTED_DOWN = 120

/** The expiry and the age of a session. */
export interface Life {
  /** Seconds until the session expires. */
  left: number
  /** Seconds that the session lives after a save. */
  age: number
}

interface CountdownProps extends Life {
  /** Replaces the children when the session expires, below `Session has expired`. */
  over: Child
}

/**
 * Shows its children until the session expires, without a script. The style sheet only needs to
 * know where the count starts. A page may have one countdown.
 */
export function Countdown({ left, age, over, children }: PropsWithChildren<CountdownProps>) {
  const c = useRequestContext<AppEnv>()
  const english = useEnglish()
  const part = Math.min(100, (100 * left) / Math.max(age, left, 1))
  const start = `.countdown{--left:${left.toFixed(3)}s;--from:${Math.ceil(left)};--part:${part.toFixed(2)}%}`
  return (
    <>
      <style nonce={c.get('secureHeadersNonce')}>{raw(start)}</style>
      <div class="countdown">
        <div class="live">{children}</div>
        <div class="over">
          <p role="status">
            <span class="gone" {...english}>
              Session has expired
            </span>
          </p>
          <div class="gone">{over}</div>
        </div>
      </div>
    </>
  )
}

/** The draining bar of a countdown, with the time that is left. */
export function Bar({ left }: Pick<Life, 'left'>) {
  const words = useWords(session)
  const time = formatDuration(left, useLanguage())
  return (
    <>
      <div class="bar" aria-hidden="true" />
      {left <= MAX_COUNTED_DOWN ? (
        <p class="quiet">
          <span class="left" /> {words.secondsLeft}
        </p>
      ) : (
        <p class="quiet">{words.timeLeft(time)}</p>
      )}
    </>
  )
}
