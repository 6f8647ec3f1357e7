import { app } from './app.tsx'
import { settingsOf } from './settings/settings.ts'

export { SessionObject } from 'edge-sessions/durable-objects'

export default {
  fetch: app.fetch,

  /** The Cron Trigger of `wrangler.toml`: Django's `clearsessions`. */
  async scheduled(controller, env, _ctx) {
    const { engine, store } = settingsOf(env)
    if (store === null || engine !== 'db') {
      console.log(`clearsessions: nothing to do, sessions in ${engine} end by themselves`)
      return
    }
    const { deleted, scanned, complete } = await store.clearExpired(
      new Date(controller.scheduledTime),
    )
    const extent = complete ? 'the whole table' : 'part of the table, the next runs do the rest'
    const sessions = deleted === 1 ? 'session' : 'sessions'
    console.log(
      `clearsessions: removed ${deleted} expired ${sessions}, read ${scanned} rows, ${extent}`,
    )
  },
} satisfies ExportedHandler<Env>
