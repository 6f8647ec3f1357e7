import { env } from 'cloudflare:workers'
import { type Context, Hono } from 'hono'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  d1Store,
  memoryStore,
  type SessionVariables,
  sessionCodec,
  sessions,
} from '../../../src/edge-sessions/index.ts'
import { writeMessages } from '../../../src/edge-sessions/messages/format.ts'
import {
  type MessageVariables,
  messageLevels,
  messages,
} from '../../../src/edge-sessions/messages/index.ts'
import { afterSending } from '../../support/after-sending.ts'
import { MeteredDatabase } from '../../support/metered-database.ts'
import { Browser, emptyTable, rows, SECRET_KEY } from '../../support/test-app.ts'
import file from '../../vectors/cookies-csrf-auth-messages.json'

interface Visitor {
  name: string
}
type MessageEnv = { Variables: SessionVariables<Visitor> & MessageVariables }
type Action = (c: Context<MessageEnv>) => Promise<unknown>

const KEY = 'abcdefghijklmnopqrstuvwxyz012345'

class MessageSite {
  readonly metered = new MeteredDatabase(env.DB)
  readonly app = new Hono<MessageEnv>()
  #action: Action = async () => {}

  constructor() {
    const store = d1Store(this.metered.db)
    this.app.use(sessions<Visitor>({ store, secretKey: SECRET_KEY }))
    this.app.use(messages())
    this.app.all('*', async (c) => {
      const answer = await this.#action(c)
      return answer instanceof Response ? answer : c.json(answer ?? null)
    })
    this.app.onError((error, c) => c.text(error.message, 'getResponse' in error ? 400 : 500))
  }

  browser(cookie?: string): Browser {
    const browser = new Browser(this.app)
    browser.cookie = cookie
    return browser
  }

  visit(browser: Browser, action: Action, init?: RequestInit): Promise<Response> {
    this.#action = action
    return browser.get('/', init)
  }

  /** Returns the texts that a page shows. */
  async shown(browser: Browser): Promise<unknown> {
    return (await this.visit(browser, show)).json()
  }

  /** Starts a request that waits after `action`. Returns a function that lets it continue. */
  async hold(browser: Browser, action: Action): Promise<() => Promise<Response>> {
    const acted = Promise.withResolvers<void>()
    const released = Promise.withResolvers<void>()
    const response = this.visit(browser, async (c) => {
      const answer = await action(c)
      acted.resolve()
      await released.promise
      return answer
    })
    await Promise.race([acted.promise, response])
    return async () => {
      released.resolve()
      return response
    }
  }
}

const show: Action = async (c) => (await c.var.messages.take()).map(({ text }) => text)
const saved: Action = async (c) => c.var.messages.success('Saved')

async function storedMembers(): Promise<Record<string, unknown>> {
  const [row] = await rows()
  const codec = sessionCodec({ secretKey: SECRET_KEY })
  return Object.fromEntries(await codec.decode(row?.session_data ?? ''))
}

/** Inserts a session row as another program would. Returns its cookie. */
async function store(members: Record<string, unknown>): Promise<string> {
  const codec = sessionCodec({ secretKey: SECRET_KEY })
  const data = await codec.encode(new Map(Object.entries(members)), new Date())
  await env.DB.prepare(
    'INSERT INTO django_session (session_key, session_data, expire_date) VALUES (?, ?, ?)',
  )
    .bind(KEY, data, '2999-01-01 00:00:00')
    .run()
  return `sessionid=${KEY}`
}

beforeEach(emptyTable)

describe('a message', () => {
  it('is shown once, on the next page', async () => {
    const site = new MessageSite()
    const browser = site.browser()
    await site.visit(browser, saved)
    expect(await site.shown(browser)).toEqual(['Saved'])
    expect(await site.shown(browser)).toEqual([])
  })

  it('is removed from the session after it was shown', async () => {
    const site = new MessageSite()
    const browser = site.browser()
    await site.visit(browser, saved)
    await site.shown(browser)
    expect(await storedMembers()).toEqual({})
  })

  it('stays in the session until a page shows it', async () => {
    const site = new MessageSite()
    const browser = site.browser()
    await site.visit(browser, saved)
    await site.visit(browser, async (c) => c.var.messages.error('Then this'))
    await site.visit(browser, async (c) => c.var.session.get('name'))
    expect(await site.shown(browser)).toEqual(['Saved', 'Then this'])
  })

  it("is stored in the format of Django's SessionStorage", async () => {
    const site = new MessageSite()
    await site.visit(site.browser(), async (c) => {
      c.var.messages.info('Hello')
      c.var.messages.success('Saved <b>ü</b>', 'x y')
    })
    expect(await storedMembers()).toEqual({ _messages: file.messages_session_value })
  })

  it('is read from a session written by Django', async () => {
    const cookie = await store({ _messages: file.messages_session_value, name: 'Ankit' })
    const site = new MessageSite()
    const response = await site.visit(site.browser(cookie), async (c) => c.var.messages.take())
    expect(await response.json()).toEqual([
      { level: 20, levelTag: 'info', text: 'Hello', extraTags: '', tags: 'info' },
      {
        level: 25,
        levelTag: 'success',
        text: 'Saved <b>ü</b>',
        extraTags: 'x y',
        tags: 'x y success',
      },
    ])
    expect(await storedMembers()).toMatchObject({ name: 'Ankit' })
  })

  it('is not shown to another visitor', async () => {
    const site = new MessageSite()
    const [one, other] = [site.browser(), site.browser()]
    await site.visit(one, saved)
    await site.visit(other, async (c) => c.var.session.set('name', 'Other'))
    expect(await site.shown(other)).toEqual([])
  })

  it('is escaped in HTML even if Django marked it as safe', async () => {
    const cookie = await store({
      _messages: '[["__json_message", 1, 20, "<script>alert(1)</script>"]]',
    })
    const site = new MessageSite()
    const response = await site.visit(site.browser(cookie), async (c) =>
      c.html(
        <ul>
          {(await c.var.messages.take()).map(({ text, tags }) => (
            <li class={tags}>{text}</li>
          ))}
        </ul>,
      ),
    )
    expect(await response.text()).toBe(
      '<ul><li class="info">&lt;script&gt;alert(1)&lt;/script&gt;</li></ul>',
    )
  })

  it('is ignored and replaced by the next one if it is malformed', async () => {
    const cookie = await store({ _messages: '[["__json_mess' })
    const site = new MessageSite()
    const browser = site.browser(cookie)
    expect(await site.shown(browser)).toEqual([])
    await site.visit(browser, saved)
    expect(await site.shown(browser)).toEqual(['Saved'])
  })
})

describe('the cost of messages', () => {
  it('is zero for a visitor without a session', async () => {
    const site = new MessageSite()
    await site.shown(site.browser())
    expect(site.metered.bill().statements).toBe(0)
    expect(await rows()).toEqual([])
  })

  it('is zero if messages are not used', async () => {
    const cookie = await store({ name: 'Ankit' })
    const site = new MessageSite()
    const response = await site.visit(site.browser(cookie), async () => {})
    expect(site.metered.bill().statements).toBe(0)
    expect(response.headers.get('Vary')).toBeNull()
  })

  it('is one read and no write if there are no messages', async () => {
    const cookie = await store({ name: 'Ankit' })
    const site = new MessageSite()
    await site.shown(site.browser(cookie))
    expect(site.metered.bill()).toEqual({ statements: 1, read: 1, written: 0 })
  })

  it('is one write to add for a new visitor, and one read and one write to show', async () => {
    const site = new MessageSite()
    const browser = site.browser()
    await site.visit(browser, saved)
    expect(site.metered.bill()).toEqual({ statements: 1, read: 0, written: 1 })
    await site.shown(browser)
    expect(site.metered.bill()).toEqual({ statements: 2, read: 2, written: 1 })
    await site.shown(browser)
    expect(site.metered.bill()).toEqual({ statements: 1, read: 1, written: 0 })
  })

  it('includes no write for a message that is shown in the same request', async () => {
    const site = new MessageSite()
    const browser = site.browser()
    const addAndShow: Action = async (c) => {
      c.var.messages.error('Name is missing')
      return show(c)
    }
    expect(await (await site.visit(browser, addAndShow)).json()).toEqual(['Name is missing'])
    expect(site.metered.bill().statements).toBe(0)
    const known = site.browser(await store({ name: 'Ankit' }))
    await site.visit(known, addAndShow)
    expect(site.metered.bill().written).toBe(0)
    expect(await site.shown(known)).toEqual([])
  })
})

describe('a session in concurrent requests', () => {
  it('keeps the messages added by both', async () => {
    const site = new MessageSite()
    const cookie = await store({ name: 'Ankit' })
    const finish = await site.hold(site.browser(cookie), async (c) => {
      await c.var.session.get('name')
      c.var.messages.info('slow')
    })
    await site.visit(site.browser(cookie), async (c) => c.var.messages.info('fast'))
    await finish()
    expect(await site.shown(site.browser(cookie))).toEqual(['fast', 'slow'])
  })

  it('keeps a message added while another request shows one', async () => {
    const site = new MessageSite()
    const browser = site.browser()
    await site.visit(browser, saved)
    const finish = await site.hold(browser, show)
    await site.visit(browser, async (c) => c.var.messages.info('meanwhile'))
    expect(await (await finish()).json()).toEqual(['Saved'])
    expect(await site.shown(browser)).toEqual(['meanwhile'])
  })

  it('keeps one of two equal messages if the other is shown', async () => {
    const site = new MessageSite()
    const browser = site.browser()
    await site.visit(browser, saved)
    const finish = await site.hold(browser, show)
    await site.visit(browser, saved)
    await finish()
    expect(await site.shown(browser)).toEqual(['Saved'])
  })

  it('merges thousands of new messages in linear time (P11)', {
    timeout: 4000,
  }, async () => {
    const site = new MessageSite()
    const many = (text: string) =>
      writeMessages(
        Array.from({ length: 4000 }, (_, index) => ({
          isSafe: false,
          level: 20,
          text: `${text} ${index}`,
          extraTags: null,
        })),
      )
    const cookie = await store({ _messages: many('old') })
    const release = await site.hold(site.browser(cookie), show)
    await site.visit(site.browser(cookie), async (c) =>
      c.var.session.setReserved({ _messages: many('new') }),
    )
    await release()
    expect(await site.shown(site.browser(cookie))).toHaveLength(4000)
  })

  it('keeps no message that both show', async () => {
    const site = new MessageSite()
    const browser = site.browser()
    await site.visit(browser, saved)
    const finish = await site.hold(browser, show)
    expect(await site.shown(browser)).toEqual(['Saved'])
    await finish()
    expect(await site.shown(browser)).toEqual([])
  })
})

describe('take', () => {
  it('returns the same messages again in one request, plus new ones', async () => {
    const site = new MessageSite()
    const browser = site.browser()
    await site.visit(browser, saved)
    const response = await site.visit(browser, async (c) => {
      const first = await show(c)
      c.var.messages.info('Now')
      return [first, await show(c), await show(c)]
    })
    expect(await response.json()).toEqual([['Saved'], ['Saved', 'Now'], ['Saved', 'Now']])
    expect(await site.shown(browser)).toEqual([])
  })

  it('leaves messages that are added later for the next page', async () => {
    const site = new MessageSite()
    const browser = site.browser()
    await site.visit(browser, async (c) => {
      await show(c)
      c.var.messages.info('Later')
    })
    expect(await site.shown(browser)).toEqual(['Later'])
  })

  it('removes nothing if the response is an error (P6)', async () => {
    const site = new MessageSite()
    const browser = site.browser()
    await site.visit(browser, saved)
    await site.visit(browser, async (c) => {
      await show(c)
      return c.text('sorry', 500)
    })
    expect(await site.shown(browser)).toEqual(['Saved'])
  })
})

describe('a response that may never be shown', () => {
  it.each<[string, RequestInit]>([
    ['HEAD', { method: 'HEAD' }],
    ['Sec-Purpose: prefetch', { headers: { 'Sec-Purpose': 'prefetch' } }],
    ['a prerender', { headers: { 'Sec-Purpose': 'prefetch;prerender' } }],
    ['Purpose: prefetch', { headers: { Purpose: 'prefetch' } }],
    ['X-Moz: prefetch', { headers: { 'X-Moz': 'prefetch' } }],
  ])('keeps stored messages and adds new ones: %s', async (_, init) => {
    const site = new MessageSite()
    const browser = site.browser()
    await site.visit(browser, saved)
    await site.visit(browser, show, init)
    await site.visit(browser, async (c) => c.var.messages.info('New'), init)
    expect(await site.shown(browser)).toEqual(['Saved', 'New'])
    expect(await site.shown(browser)).toEqual([])
  })
})

describe('add', () => {
  it("supports Django's levels by name and custom levels", async () => {
    const site = new MessageSite()
    const response = await site.visit(site.browser(), async (c) => {
      const { messages: own } = c.var
      own.level = messageLevels.DEBUG
      own.debug('1')
      own.info('2')
      own.success('3')
      own.warning('4')
      own.error('5')
      own.add(35, '6')
      return (await own.take()).map(({ level, tags }) => [level, tags])
    })
    expect(await response.json()).toEqual([
      [10, 'debug'],
      [20, 'info'],
      [25, 'success'],
      [30, 'warning'],
      [40, 'error'],
      [35, ''],
    ])
  })

  it('drops empty messages and messages below the default level INFO', async () => {
    const site = new MessageSite()
    await site.visit(site.browser(), async (c) => {
      c.var.messages.debug('too low')
      c.var.messages.error('')
    })
    expect(await rows()).toEqual([])
  })

  it.each([Number.NaN, 1.5, Number.POSITIVE_INFINITY])('rejects the level %d', async (level) => {
    const site = new MessageSite()
    const response = await site.visit(site.browser(), async (c) => c.var.messages.add(level, 'x'))
    expect(response.status).toBe(500)
    expect(await response.text()).toBe(`Expected \`level\` to be an integer, got \`${level}\``)
  })
})

describe('messages', () => {
  it('rejects a message that is added after the response is sent', async () => {
    const site = new MessageSite()
    const { handler, read } = afterSending<Context<MessageEnv>>((c) =>
      c.var.messages.success('Late'),
    )
    const response = await site.visit(site.browser(), async (c) => handler(c))
    expect(await read(response)).toBe(
      'Cannot add a message after the response is sent. Add it in the handler.',
    )
  })

  it('returns each message once if `take` is called twice concurrently', async () => {
    const site = new MessageSite()
    const browser = site.browser()
    await site.visit(browser, async (c) => c.var.messages.success('Saved'))
    const response = await site.visit(browser, async (c) => {
      const [taken] = await Promise.all([c.var.messages.take(), c.var.messages.take()])
      return taken.map(({ text }) => text)
    })
    expect(await response.json()).toEqual(['Saved'])
  })

  it('throws without `sessions` on the route', async () => {
    const app = new Hono()
    app.use(messages())
    app.onError((error, c) => c.text(error.message, 500))
    expect(await (await app.request('/')).text()).toBe(
      '`messages()` needs a session. Apply `sessions()` before it on this route.',
    )
  })

  it('discards the response if the session cannot be loaded (P5)', async () => {
    const app = new Hono<MessageEnv>()
    const store = { ...memoryStore(), load: () => Promise.reject(new Error('D1 is down')) }
    app.use(sessions<Visitor>({ store, secretKey: SECRET_KEY }))
    app.use(messages())
    app.get('/', (c) => {
      c.var.messages.info('Hello')
      return c.text('done', 200, { 'X-Page': 'done' })
    })
    app.onError((error, c) => c.text(error.message, 500))
    const response = await app.request('/', { headers: { Cookie: `sessionid=${KEY}` } })
    expect(response.status).toBe(500)
    expect(response.headers.get('X-Page')).toBeNull()
    expect(await response.text()).toBe('D1 is down')
  })
})
