import { describe, expect, it } from 'vitest'
import {
  memoryStore,
  Session,
  type SessionStore,
  sessionCodec,
} from '../../src/edge-sessions/index.ts'
import { Browser, NOON, SECRET_KEY, testApp } from '../support/test-app.ts'

const codec = sessionCodec({ secretKey: SECRET_KEY })

interface Data {
  name: string
  other: string
}

/** The store calls of a save. The first save creates the record, later ones replace it. */
const METHODS = ['create', 'replace'] as const

/** A memory store that runs `interfere` during the first call of a method. */
function storeWith(method: (typeof METHODS)[number], interfere: () => void): SessionStore {
  const store = memoryStore()
  let isDue = true
  function interfereIn(called: typeof method): void {
    if (!isDue || called !== method) return
    isDue = false
    interfere()
  }
  return {
    ...store,
    async create(...args) {
      interfereIn('create')
      return store.create(...args)
    },
    async replace(...args) {
      interfereIn('replace')
      return store.replace(...args)
    },
  }
}

describe.each(METHODS)('a change while `%s` of the same request is running (P3)', (method) => {
  /** Saves a session twice and returns its first key. */
  async function saveTwice(session: Session<Data>): Promise<string | null> {
    session.set('name', 'Asha')
    await session.save()
    const { key } = session
    session.set('name', 'Ankit')
    await session.save()
    return key
  }

  it('is written by the next save', async () => {
    const store = storeWith(method, () => session.set('other', 'late'))
    const session = new Session<Data>(null, { store, codec, now: () => NOON })
    await saveTwice(session)
    if (session.modified) await session.save()

    const next = new Session<Data>(session.key, { store, codec, now: () => NOON })
    expect(await next.toObject()).toEqual({ name: 'Ankit', other: 'late' })
  })

  it('rotates the key on the next save if it calls cycleKey', async () => {
    const store = storeWith(method, () => session.cycleKey())
    const session = new Session<Data>(null, { store, codec, now: () => NOON })
    const firstKey = await saveTwice(session)
    if (session.modified) await session.save()
    expect(session.key).not.toBe(firstKey)
  })
})

describe('a change while the response is saved (P3)', () => {
  it('is either saved or rejected, never dropped', async () => {
    let setLate = (): void => {}
    let refusal: unknown
    const app = testApp({ store: storeWith('create', () => setLate()), now: () => NOON })
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
