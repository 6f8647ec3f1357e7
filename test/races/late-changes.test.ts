import { describe, expect, it } from 'vitest'
import { memoryStore, Session, type SessionStore, sessionCodec } from '../../src/sessions/index.ts'
import { Browser, NOON, SECRET_KEY, testApp } from '../support/test-app.ts'

const codec = sessionCodec({ secretKey: SECRET_KEY })

interface Data {
  name: string
  other: string
}

/** A memory store that runs `meanwhile` once, while a save is under way. */
function storeWith(meanwhile: () => void): SessionStore {
  const store = memoryStore()
  let isDue = true
  function interfere(): void {
    if (isDue) meanwhile()
    isDue = false
  }
  return {
    ...store,
    async create(key, record) {
      interfere()
      return store.create(key, record)
    },
    async replace(key, previous, record, newKey) {
      interfere()
      return store.replace(key, previous, record, newKey)
    },
  }
}

describe('a change while a save of the same request is under way (P3)', () => {
  it('is still there to be saved afterwards', async () => {
    const store = storeWith(() => session.set('other', 'late'))
    const session = new Session<Data>(null, { store, codec, now: () => NOON })
    session.set('name', 'Ankit')
    await session.save()
    if (session.modified) await session.save()

    const next = new Session<Data>(session.key, { store, codec, now: () => NOON })
    expect(await next.toObject()).toEqual({ name: 'Ankit', other: 'late' })
  })

  it('leaves a renewal of the key that is asked for meanwhile to be done', async () => {
    const store = storeWith(() => session.cycleKey())
    const session = new Session<Data>(null, { store, codec, now: () => NOON })
    session.set('name', 'Ankit')
    await session.save()
    const { key } = session
    if (session.modified) await session.save()
    expect(session.key).not.toBe(key)
  })

  it('is saved or refused when the response is ready, and never dropped', async () => {
    let setLate = (): void => {}
    let refusal: unknown
    const app = testApp({ store: storeWith(() => setLate()), now: () => NOON })
    app.get('/', (c) => {
      const { session } = c.var
      setLate = () => {
        try {
          session.set('other', 'late')
        } catch (error) {
          refusal = error
        }
      }
      session.set('name', 'Ankit')
      return c.text('')
    })
    app.get('/read', async (c) => c.json(await c.var.session.toObject()))

    const browser = new Browser(app)
    await browser.get('/')
    const members: unknown = await (await browser.get('/read')).json()
    if (refusal === undefined) expect(members).toEqual({ name: 'Ankit', other: 'late' })
    else expect(members).toEqual({ name: 'Ankit' })
  })
})
