import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-pool-workers'
import { defineConfig } from 'vitest/config'

// Read by the pool in place of `.dev.vars`: a secret of its own for the tests.
process.env.SECRET_KEY = 'a-secret-for-tests-only-0123456789-abcdefghijklmnopqrstuvwxyz'
process.env.CLOUDFLARE_CF_FETCH_ENABLED = 'false'
process.env.WRANGLER_SEND_METRICS = 'false'

export default defineConfig({
  plugins: [
    cloudflareTest(async () => ({
      wrangler: { configPath: './wrangler.toml' },
      miniflare: { bindings: { TEST_MIGRATIONS: await readD1Migrations('./migrations') } },
    })),
  ],
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: ['test/{browser,django,bench}/**'],
    setupFiles: ['./test/support/setup.ts'],
  },
})
