declare namespace Cloudflare {
  interface GlobalProps {
    mainModule: typeof import('../../src/index.ts')
  }
  interface Env {
    TEST_MIGRATIONS: import('cloudflare:test').D1Migration[]
    REPLICA: D1Database
  }
}

/** Vite's: the files of a pattern, by path. */
interface ImportMeta {
  glob<Content>(
    pattern: string,
    options: { query: '?raw'; import: 'default'; eager: true },
  ): Record<string, Content>
}

declare namespace NodeJS {
  interface Process {
    env: Record<string, string>
  }
}

declare const process: NodeJS.Process
