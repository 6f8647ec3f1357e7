import type { Message } from 'edge-sessions/messages'
import type { Child } from 'hono/jsx'
import { jsxRenderer, useRequestContext } from 'hono/jsx-renderer'
import type { AppEnv } from '../app-env.ts'
import { Footer } from './footer.tsx'
import { Header } from './header.tsx'
import { wordsOf } from './language.ts'
import { frame } from './phrases/frame.ts'
import { styleSheetPath } from './style-sheet.ts'
import { NOBODY, visitorOf } from './visitor.ts'

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
  /** Gives wide tables more room. */
  isWide?: boolean
  /** Reloads the page every `LIVE_SECONDS`, without a script. */
  isLive?: boolean
}

/** The seconds between two loads of a live page. */
export const LIVE_SECONDS = 5

/** The icon of the site: a white key on the green of the brand. */
const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#0b6b43"/><circle cx="11" cy="16" r="5" fill="none" stroke="#fff" stroke-width="3"/><path d="M16 16h11v5m-5-5v4" fill="none" stroke="#fff" stroke-width="3"/></svg>',
)}`

/** The frame around every page, in the visitor's language and theme, with the notices to show. */
export const layout = jsxRenderer(
  async ({ children, title, isPlain = false, isWide = false, isLive = false }) => {
    const c = useRequestContext<AppEnv>()
    const visitor = isPlain ? NOBODY : await visitorOf(c)
    const words = wordsOf(c, frame)
    return (
      <html lang={c.var.language} data-theme={visitor.theme}>
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="description" content={words.description} />
          {isLive && <meta http-equiv="refresh" content={String(LIVE_SECONDS)} />}
          <title>{title} · edge-sessions</title>
          <link rel="icon" href={ICON} />
          <link rel="stylesheet" href={await styleSheetPath()} />
        </head>
        <body class={isWide ? 'wide' : undefined}>
          <a class="skip" href="#main">
            {words.skip}
          </a>
          <Header visitor={visitor} path={c.req.path} />
          <main id="main" tabindex={-1}>
            <Notices notices={visitor.notices} />
            {children}
          </main>
          <Footer engine={visitor.engine} />
        </body>
      </html>
    )
  },
)

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
