import { app } from './app.tsx'
import { settingsOf } from './settings.ts'

export { SessionObject } from './sessions/stores/session-object.ts'

export default {
  fetch: app.fetch,

  /** The Cron Trigger of `wrangler.toml`: Django's `clearsessions`. */
  async scheduled(controller, env, _ctx) {
    const { store } = settingsOf(env)
    const { deleted, scanned, complete } = await store.clearExpired(
      new Date(controller.scheduledTime),
    )
    const extent = complete ? 'the whole table' : 'part of the table, the next runs do the rest'
    console.log(
      `clearsessions: removed ${deleted} expired sessions, read ${scanned} rows, ${extent}`,
    )
  },
} satisfies ExportedHandler<Env>
