import type { Message } from 'edge-sessions/messages'
import type { Child } from 'hono/jsx'
import { jsxRenderer, useRequestContext } from 'hono/jsx-renderer'
import type { AppEnv, Theme } from '../app-env.ts'
import { isLanguage, type Language, phrases } from './phrases.ts'

declare module 'hono' {
  interface ContextRenderer {
    // biome-ignore lint/style/useShorthandFunctionType: Hono is extended by declaration merging.
    (content: string | Promise<string>, props: PageProps): Response | Promise<Response>
  }
}

interface PageProps {
  title: string
  /** Leaves out everything that needs the session, for pages that must work without a database. */
  isPlain?: boolean
}

interface Personal {
  language: Language
  theme: Theme
  notices: readonly Message[]
}

const PLAIN: Personal = { language: 'en', theme: 'auto', notices: [] }

/** The frame around every page: in the visitor's language and colours, with notices to show. */
export const layout = jsxRenderer(async ({ children, title, isPlain = false }) => {
  const { language, theme, notices } = isPlain ? PLAIN : await personal()
  const words = phrases[language]
  return (
    <html lang={language} data-theme={theme}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title} · edge-sessions</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/styles.css" />
      </head>
      <body>
        <a class="skip" href="#main">
          {words.skip}
        </a>
        <header>
          <a class="brand" href="/">
            edge-sessions
          </a>
          <nav aria-label={words.pages}>
            <a href="/set-session/">{words.set}</a>
            <a href="/get-session/">{words.get}</a>
            <a href="/cart/">{words.cart}</a>
            <a href="/preferences/">{words.preferences}</a>
            <a href="/account/">{words.account}</a>
            <a href="/inspect/">{words.inspect}</a>
          </nav>
        </header>
        <main id="main" lang="en">
          <Notices notices={notices} />
          {children}
        </main>
        <footer>{words.footer}</footer>
      </body>
    </html>
  )
})

async function personal(): Promise<Personal> {
  const { session, messages } = useRequestContext<AppEnv>().var
  const [language, theme] = await Promise.all([session.get('language'), session.get('theme')])
  return {
    language: isLanguage(language) ? language : 'en',
    theme: theme === 'light' || theme === 'dark' ? theme : 'auto',
    // A request that was refused early has not come as far as the messages.
    notices: (await messages?.take()) ?? [],
  }
}

function Notices({ notices }: { notices: readonly Message[] }): Child {
  if (notices.length === 0) return null
  return (
    <div role="status">
      <ul class="notices">
        {notices.map((notice) => (
          <li class={notice.levelTag}>{notice.text}</li>
        ))}
      </ul>
    </div>
  )
}
