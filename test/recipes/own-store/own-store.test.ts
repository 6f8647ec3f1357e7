import { describeSessionStore } from 'edge-sessions/testing/conformance'
import { client } from './client'
import { libsqlStore } from './own-store'

describeSessionStore('libSQL', async () => {
  await client.execute({ sql: 'DELETE FROM session', args: [] })
  return libsqlStore(client)
})
