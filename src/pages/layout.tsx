import { raw } from 'hono/html'
import { jsxRenderer } from 'hono/jsx-renderer'
import { styles } from './styles.ts'

declare module 'hono' {
  interface ContextRenderer {
    // biome-ignore lint/style/useShorthandFunctionType: Hono is extended by declaration merging.
    (content: string | Promise<string>, props: { title: string }): Response | Promise<Response>
  }
}

/** The frame around every page. */
export const layout = jsxRenderer(({ children, title }) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{title} · edge-sessions</title>
      <link rel="icon" href="data:," />
      <style>{raw(styles)}</style>
    </head>
    <body>
      <header>
        <a class="brand" href="/">
          edge-sessions
        </a>
        <nav aria-label="Pages">
          <a href="/set-session/">Set session</a>
          <a href="/get-session/">Get session</a>
        </nav>
      </header>
      <main>{children}</main>
      <footer>Django's session framework for Hono on Cloudflare Workers, stored in D1.</footer>
    </body>
  </html>
))
