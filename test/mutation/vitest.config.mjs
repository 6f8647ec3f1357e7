import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-pool-workers'
import { defineConfig } from 'vitest/config'
import { PACKAGE } from '../vitest.config.ts'
import { keepWorker } from './kept-worker.mjs'

const SECRET_KEY = 'a-secret-for-tests-only-0123456789-abcdefghijklmnopqrstuvwxyz'
process.env.SECRET_KEY = SECRET_KEY
process.env.CLOUDFLARE_CF_FETCH_ENABLED = 'false'
process.env.WRANGLER_SEND_METRICS = 'false'

/** The slowest tests, whose code other tests cover. */
const SLOW = [
  'a bomb of 50 MB',
  'runs with few statements',
  'loses none of 50 updates of the same key',
  'creates no row for 1,000 unknown keys',
  'finds each of many keys in concurrent calls',
  'the table from Django',
  'with a `first-primary` session',
]

/** Runs the tests of the framework, all in one worker that is never stopped. */
export default defineConfig({
  resolve: { alias: PACKAGE },
  plugins: [
    cloudflareTest(async () => ({
      wrangler: { configPath: './wrangler.toml' },
      miniflare: {
        d1Databases: { REPLICA: 'replica' },
        bindings: { SECRET_KEY, TEST_MIGRATIONS: await readD1Migrations('./migrations') },
      },
    })),
    keepWorker(),
  ],
  test: {
    include: (
      process.env.TESTS ?? 'test/edge-sessions/{engines,sessions,signing}/**/*.test.ts'
    ).split(' '),
    testNamePattern: `^(?!.*(${SLOW.join('|')}))`,
    setupFiles: ['./test/mutation/setup.ts', './test/support/setup.ts'],
    sequence: { setupFiles: 'list' },
    testTimeout: 20_000,
    maxWorkers: 1,
    disableConsoleIntercept: true,
  },
})
