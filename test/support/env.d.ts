declare namespace Cloudflare {
  interface GlobalProps {
    mainModule: typeof import('../../src/index.ts')
  }
  interface Env {
    TEST_MIGRATIONS: import('cloudflare:test').D1Migration[]
  }
}

declare namespace NodeJS {
  interface Process {
    env: Record<string, string>
  }
}

declare const process: NodeJS.Process
