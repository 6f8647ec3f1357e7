import type { Child, PropsWithChildren } from 'hono/jsx'
import type { Engine } from '../../settings/session-store.ts'
import { useLanguage, useWords } from '../../ui/language.ts'
import { home } from '../../ui/phrases/home.ts'
import { Text } from '../../ui/text.tsx'
import { formatDuration } from '../../ui/time.ts'

interface LoopProps {
  engine: Engine
  /** Seconds that a session lives. */
  age: number
  /** The step that the visitor has reached. */
  here: 'set' | 'cookie'
}

/** The life of a session in four pictures, with the visitor's own step highlighted. */
export function Loop({ engine, age, here }: LoopProps) {
  const words = useWords(home)
  const { steps } = words
  const time = formatDuration(age, useLanguage())
  return (
    <section aria-labelledby="loop">
      <h2 id="loop">{words.loop}</h2>
      <ol class="loop">
        <Step name={steps.set} text={steps.setText} isHere={here === 'set'}>
          <Page>
            <text x="48" y="44" class="data">
              name=Ankit
            </text>
          </Page>
        </Step>
        <Step name={steps.row[engine]} text={steps.rowText[engine]}>
          <Row />
        </Step>
        <Step name={steps.cookie} text={steps.cookieText[engine]} isHere={here === 'cookie'}>
          <Page>
            <circle cx="30" cy="40" r="11" class="cookie" />
            <path d="M27 37h0M33 41h0M28 45h0" class="crumbs" />
            <rect x="48" y="34" width="34" height="12" rx="3" class="keyed" />
          </Page>
        </Step>
        <Step name={steps.expires(time)} text={steps.expiresText[engine]}>
          <Clock />
        </Step>
      </ol>
    </section>
  )
}

interface StepProps {
  name: string
  text: string
  isHere?: boolean
}

function Step({ name, text, isHere = false, children }: PropsWithChildren<StepProps>) {
  const words = useWords(home)
  return (
    <li class={isHere ? 'here' : undefined} aria-current={isHere ? 'step' : undefined}>
      {children}
      <h3>{name}</h3>
      <p>
        <Text>{text}</Text>
      </p>
      {isHere && <p class="badge good">{words.here}</p>}
    </li>
  )
}

function Picture({ children }: PropsWithChildren) {
  return (
    <svg viewBox="0 0 96 64" width="96" height="64" aria-hidden="true" focusable="false">
      {children}
    </svg>
  )
}

/** A window of the browser. */
function Page({ children }: { children: Child }) {
  return (
    <Picture>
      <rect x="2" y="2" width="92" height="60" rx="6" class="line" />
      <path d="M2 16h92" class="line" />
      <path d="M10 9h0M18 9h0M26 9h0" class="crumbs" />
      {children}
    </Picture>
  )
}

/** A row of three columns. The first one holds the key. */
function Row() {
  return (
    <Picture>
      <rect x="2" y="8" width="92" height="48" rx="4" class="line" />
      <path d="M2 24h92M2 40h92M34 8v48M70 8v48" class="line" />
      <rect x="6" y="27" width="24" height="10" rx="3" class="keyed" />
      <rect x="39" y="29" width="26" height="6" rx="3" class="filled" />
      <rect x="75" y="29" width="14" height="6" rx="3" class="faint" />
    </Picture>
  )
}

function Clock() {
  return (
    <Picture>
      <circle cx="48" cy="32" r="27" class="line" />
      <path d="M48 5a27 27 0 0 1 0 54z" class="faint" />
      <path d="M48 14v18l10 8" class="hand" />
    </Picture>
  )
}
