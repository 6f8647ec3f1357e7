import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-pool-workers'
import { defineConfig } from 'vitest/config'

const SECRET_KEY = 'a-secret-for-tests-only-0123456789-abcdefghijklmnopqrstuvwxyz'

process.env.CLOUDFLARE_CF_FETCH_ENABLED = 'false'
process.env.WRANGLER_SEND_METRICS = 'false'
process.env.WRANGLER_LOG = 'warn'

/** All orders, all faults and many random programs: `npm run test:exhaustive`. */
const EXHAUSTIVE = 'test/{faults,property,races}/**/*.test.ts'

/** The ones that `npm test` leaves out. It also runs each property less often. */
const SLOW = [
  'test/faults/{clearing,d1,durable-objects}.test.ts',
  'test/races/{at-once,cookie-cache,durable-objects,pairs,renewal-steps,sharded}.test.ts',
]

/** The runs of all properties together in `npm test`, instead of the usual 20,000. */
const FEW_RUNS = '1000'

/** Lets the site and the recipes import the package by its name. */
const SOURCE = new URL('../src/edge-sessions/', import.meta.url).pathname
export const PACKAGE = [
  // The provider that test/recipes/identity-provider fakes.
  {
    find: /^arctic$/,
    replacement: new URL('./recipes/identity-provider/arctic.ts', import.meta.url).pathname,
  },
  { find: /^edge-sessions$/, replacement: `${SOURCE}index.ts` },
  {
    find: /^edge-sessions\/(durable-objects|signed-cookies)$/,
    replacement: `${SOURCE}engines/$1/index.ts`,
  },
  { find: /^edge-sessions\/(.+)$/, replacement: `${SOURCE}$1/index.ts` },
]

export default defineConfig(({ mode }) => ({
  resolve: { alias: PACKAGE },
  plugins: [
    cloudflareTest(async () => ({
      wrangler: { configPath: './wrangler.toml' },
      miniflare: {
        // The rows of a lagging read replica, see support/replicated-database.ts.
        d1Databases: { REPLICA: 'replica' },
        bindings: {
          SECRET_KEY,
          // Overrides those in a developer's `.dev.vars`.
          ADMIN_PASSWORD: '',
          SECRET_KEY_FALLBACKS: '',
          TEST_MIGRATIONS: await readD1Migrations('./migrations'),
          PROPERTY_RUNS: process.env.PROPERTY_RUNS ?? (mode === 'exhaustive' ? '' : FEW_RUNS),
        },
      },
    })),
  ],
  test: {
    include: [mode === 'exhaustive' ? EXHAUSTIVE : 'test/**/*.test.{ts,tsx}'],
    exclude: [
      '**/node_modules/**',
      'test/{browser,django,package}/**',
      ...(mode === 'exhaustive' ? [] : SLOW),
    ],
    // One workerd per CPU runs all files, because starting one takes longer than most files. Each
    // file starts with an empty database, see support/setup.ts.
    isolate: false,
    maxWorkers: '100%',
    // Generous, for busy machines. Nothing here waits for real time.
    testTimeout: 30_000,
    setupFiles: ['./test/support/setup.ts'],
  },
}))
