import { applyD1Migrations } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { vi } from 'vitest'
import { dropTables } from './tables.ts'
import { watchLogs } from './watch-logs.ts'

// Test files share workers (`isolate: false`), so each starts with real time and an empty database.
vi.useRealTimers()
watchLogs(env.SECRET_KEY)
await dropTables()
await applyD1Migrations(env.DB, env.TEST_MIGRATIONS)
