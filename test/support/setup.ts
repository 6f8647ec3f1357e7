import { applyD1Migrations } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { watchLogs } from './watch-logs.ts'

watchLogs(env.SECRET_KEY)
await applyD1Migrations(env.DB, env.TEST_MIGRATIONS)
