import { describeSessionStore } from 'edge-sessions/testing/conformance'
import { libsqlStore } from './own-store'
import { client } from './support/client'

describeSessionStore('libSQL', async () => {
  await client.execute({ sql: 'DELETE FROM session', args: [] })
  return libsqlStore(client)
})
