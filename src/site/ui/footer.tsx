import type { Engine } from '../settings/session-store.ts'
import { COST_ID } from './cost.ts'
import { useWords } from './language.ts'
import { frame } from './phrases/frame.ts'

/** The name of the site, its session engine, and the cost of this page. */
export function Footer({ engine }: { engine: Engine | null }) {
  const words = useWords(frame)
  return (
    <footer>
      <p>
        {words.footer} {engine !== null && `${words.engine[engine]}.`}
      </p>
      <p id={COST_ID} />
      <ul>
        <li>
          <a href="https://docs.djangoproject.com/en/5.2/topics/http/sessions/" hreflang="en">
            {words.documentation}
          </a>
        </li>
        <li>
          <a href="https://hono.dev/docs/" hreflang="en">
            {words.hono}
          </a>
        </li>
      </ul>
    </footer>
  )
}
