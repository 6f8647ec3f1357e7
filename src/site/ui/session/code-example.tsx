import { useWords } from '../language.ts'
import { session } from '../phrases/session.ts'

interface CodeExampleProps {
  django: string
  hono: string
}

/** The same code in Django and in Hono, side by side. */
export function CodeExample({ django, hono }: CodeExampleProps) {
  const words = useWords(session)
  return (
    <div class="columns" translate="no">
      <figure>
        <figcaption>{words.inDjango}</figcaption>
        <pre>{django}</pre>
      </figure>
      <figure>
        <figcaption>{words.inHono}</figcaption>
        <pre>{hono}</pre>
      </figure>
    </div>
  )
}

/** The same code, behind a click. */
export function CodeDetails(props: CodeExampleProps) {
  const words = useWords(session)
  return (
    <details>
      <summary>{words.code}</summary>
      <CodeExample {...props} />
    </details>
  )
}
