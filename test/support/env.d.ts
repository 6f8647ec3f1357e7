declare namespace Cloudflare {
  interface GlobalProps {
    mainModule: typeof import('../../src/site/index.ts')
  }
  interface Env {
    TEST_MIGRATIONS: import('cloudflare:test').D1Migration[]
    REPLICA: D1Database
  }
}

interface ImportMeta {
  readonly url: string
  /** Returns the files that match a pattern, by path. Provided by Vite. */
  glob<Content>(
    pattern: string | string[],
    options: { query: '?raw'; import: 'default'; eager: true },
  ): Record<string, Content>
  glob(pattern: string, options: { eager: true }): Record<string, Record<string, unknown>>
}

declare namespace NodeJS {
  interface Process {
    env: Record<string, string>
  }
}

declare const process: NodeJS.Process

/** A file as a string. Provided by Vite. */
declare module '*.md?raw' {
  const text: string
  export default text
}
