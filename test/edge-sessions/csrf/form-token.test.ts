import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { methodOverride } from 'hono/method-override'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { csrf, FIELD_NAME } from '../../../src/edge-sessions/csrf/index.ts'
import type { Site } from '../../../src/edge-sessions/testing/index.ts'
import { COOKIE, OTHER_TOKEN, SECRET, silenceWarnings, TOKEN } from './support.ts'

beforeEach(silenceWarnings)
afterEach(vi.restoreAllMocks)

const URLENCODED = 'application/x-www-form-urlencoded'
const BOUNDARY = 'abcd'

/** Returns an app that reads bodies without `text()`: workerd warns if that decodes a form. */
function app(): Site {
  return new Hono()
    .use(csrf())
    .all('/blob/', async (c) => c.text(await (await c.req.blob()).text()))
    .all('/bytes/', async (c) => c.body(await c.req.arrayBuffer()))
    .all('/form-data/', async (c) => c.json([...(await c.req.formData()).entries()]))
    .all('/parse-body/', async (c) => c.json(await c.req.parseBody()))
    .all('/raw-body/', (c) => new Response(c.req.raw.body))
    .all('/raw-form/', async (c) => c.json([...(await c.req.raw.formData()).entries()]))
    .all('/raw-clone/', (c) => new Response(c.req.raw.clone().body))
    .all('/json/', async (c) => c.json(await c.req.json()))
    .all('/unread/', (c) => c.json({ bodyUsed: c.req.raw.bodyUsed, kept: c.req.bodyCache }))
}

function multipart(...parts: [disposition: string, text: string][]): string {
  const body = parts.map(
    ([name, text]) => `--${BOUNDARY}\r\nContent-Disposition: form-data; ${name}\r\n\r\n${text}\r\n`,
  )
  return `${body.join('')}--${BOUNDARY}--\r\n`
}

async function post(
  path: string,
  body: BodyInit | undefined,
  contentType: string | undefined,
  headers: Record<string, string> = {},
  site: Site = app(),
): Promise<Response> {
  const all = new Headers({ Cookie: COOKIE, ...headers })
  if (contentType !== undefined) all.set('Content-Type', contentType)
  return await site.request(path, { method: 'POST', headers: all, ...(body && { body }) })
}

describe('the csrfmiddlewaretoken field', () => {
  it.each([
    URLENCODED,
    `${URLENCODED}; charset=utf-8`,
    `${URLENCODED};charset=UTF-8`,
    `${URLENCODED} ; charset=utf-8`,
    'Application/X-WWW-Form-Urlencoded',
    'APPLICATION/X-WWW-FORM-URLENCODED; CHARSET=UTF-8',
  ])('is read from %s', async (type) => {
    const response = await post('/blob/', `${FIELD_NAME}=${TOKEN}&name=Ankit`, type)
    expect(response.status).toBe(200)
  })

  it.each([
    `multipart/form-data; boundary=${BOUNDARY}`,
    `Multipart/Form-Data; boundary=${BOUNDARY}`,
    `MULTIPART/FORM-DATA;boundary="${BOUNDARY}"`,
  ])('is read from %s', async (type) => {
    const body = multipart([`name="${FIELD_NAME}"`, TOKEN], ['name="name"', 'Ankit'])
    expect((await post('/blob/', body, type)).status).toBe(200)
  })

  it.each([
    'text/plain',
    'application/json',
    'application/xml',
    'application/x-www-form-urlencoded-not',
    'multipart/mixed; boundary=abcd',
    `text/plain, ${URLENCODED}`,
    `${URLENCODED}, text/plain`,
    'a',
    undefined,
  ])('is not read from %s', async (type) => {
    const response = await post('/blob/', `${FIELD_NAME}=${TOKEN}`, type)
    expect(response.status).toBe(403)
  })

  it('is percent-decoded', async () => {
    const encoded = TOKEN.replace(/^a/, '%61')
    expect((await post('/blob/', `${FIELD_NAME}=${encoded}`, URLENCODED)).status).toBe(200)
  })

  it('is accepted if it is the unmasked secret', async () => {
    expect((await post('/blob/', `${FIELD_NAME}=${SECRET}`, URLENCODED)).status).toBe(200)
  })

  it('is taken from the last of several fields, as in Django', async () => {
    const good = `${FIELD_NAME}=${OTHER_TOKEN}&${FIELD_NAME}=${TOKEN}`
    const bad = `${FIELD_NAME}=${TOKEN}&${FIELD_NAME}=${OTHER_TOKEN}`
    expect((await post('/blob/', good, URLENCODED)).status).toBe(200)
    expect((await post('/blob/', bad, URLENCODED)).status).toBe(403)
  })

  it('is not read from a file upload', async () => {
    const file = multipart([`name="${FIELD_NAME}"; filename="token.txt"`, TOKEN])
    const type = `multipart/form-data; boundary=${BOUNDARY}`
    expect((await post('/blob/', file, type)).status).toBe(403)
    const both = multipart(
      [`name="${FIELD_NAME}"`, TOKEN],
      [`name="${FIELD_NAME}"; filename="token.txt"`, OTHER_TOKEN],
    )
    expect((await post('/blob/', both, type)).status).toBe(200)
  })

  it.each([`csrfmiddlewaretoken[]=${TOKEN}`, `CSRFMiddlewareToken=${TOKEN}`, 'x=1', ''])(
    'is not read under another name: %s',
    async (body) => {
      expect((await post('/blob/', body, URLENCODED)).status).toBe(403)
    },
  )

  it('falls back to the header if it is empty', async () => {
    const headers = { 'X-CSRFToken': TOKEN }
    expect((await post('/blob/', `${FIELD_NAME}=`, URLENCODED, headers)).status).toBe(200)
  })

  it('takes precedence over the header', async () => {
    const body = `${FIELD_NAME}=${OTHER_TOKEN}`
    const headers = { 'X-CSRFToken': TOKEN }
    expect((await post('/blob/', body, URLENCODED, headers)).status).toBe(403)
  })

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
    'is read from a form sent with %s',
    async (method) => {
      const headers = { Cookie: COOKIE, 'Content-Type': URLENCODED }
      const request = (token: string) =>
        app().request('/blob/', { method, headers, body: `${FIELD_NAME}=${token}&name=Ankit` })
      const response = await request(TOKEN)
      expect(response.status).toBe(200)
      expect(await response.text()).toBe(`${FIELD_NAME}=${TOKEN}&name=Ankit`)
      expect((await request(OTHER_TOKEN)).status).toBe(403)
    },
  )

  describe.each([
    ['after', true],
    ['before', false],
  ])('with methodOverride() %s csrf()', (_, isAfter) => {
    function site(): Hono {
      const site = new Hono()
      const override = methodOverride({ app: site })
      if (isAfter) site.use(csrf(), override)
      else site.use(override, csrf())
      return site
        .delete('/item/', async (c) => c.json(await c.req.parseBody()))
        .post('/item/', (c) => c.text('posted'))
    }

    it.each([
      [URLENCODED, (token: string) => `${FIELD_NAME}=${token}&_method=DELETE&name=Ankit`],
      [
        `multipart/form-data; boundary=${BOUNDARY}`,
        (token: string) =>
          multipart(
            [`name="${FIELD_NAME}"`, token],
            ['name="_method"', 'DELETE'],
            ['name="name"', 'Ankit'],
          ),
      ],
    ])('is read from %s', async (type, form) => {
      const response = await post('/item/', form(TOKEN), type, {}, site())
      expect(response.status).toBe(200)
      expect(await response.json()).toEqual({ [FIELD_NAME]: TOKEN, name: 'Ankit' })
      expect((await post('/item/', form(OTHER_TOKEN), type, {}, site())).status).toBe(403)
    })
  })

  it.each([
    ['without a boundary', 'multipart/form-data'],
    ['that is cut short', `multipart/form-data; boundary=${BOUNDARY}`],
  ])('is not read from a multipart form %s, so the header decides', async (_, type) => {
    const body = multipart([`name="${FIELD_NAME}"`, TOKEN]).slice(0, -20)
    expect((await post('/blob/', body, type)).status).toBe(403)
    const response = await post('/blob/', body, type, { 'X-CSRFToken': TOKEN })
    expect(response.status).toBe(200)
    expect(await response.text()).toBe(body)
  })

  it('is not read from a body that fails while streaming', async () => {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(`${FIELD_NAME}=`))
      },
      pull(controller) {
        controller.error(new Error('connection lost'))
      },
    })
    expect((await post('/unread/', body, URLENCODED)).status).toBe(403)
  })
})

describe('the handler', () => {
  const body = `${FIELD_NAME}=${TOKEN}&name=Ankit+%C3%A9`
  const entries = [
    [FIELD_NAME, TOKEN],
    ['name', 'Ankit é'],
  ]
  const FORMS: [kind: string, body: string, type: string][] = [
    ['urlencoded', body, URLENCODED],
    [
      'multipart',
      multipart([`name="${FIELD_NAME}"`, TOKEN], ['name="name"', 'Ankit é']),
      `multipart/form-data; boundary=${BOUNDARY}`,
    ],
    [
      'mixed-case multipart',
      multipart([`name="${FIELD_NAME}"`, TOKEN], ['name="name"', 'Ankit é']),
      `MULTIPART/form-data; boundary=${BOUNDARY}`,
    ],
  ]

  describe.each(FORMS)('given a %s form', (_, form, type) => {
    it.each(['/blob/', '/bytes/', '/raw-body/', '/raw-clone/'])(
      'reads the exact bytes at %s',
      async (path) => {
        const response = await post(path, form, type)
        expect(response.status).toBe(200)
        expect(await response.text()).toBe(form)
      },
    )

    it('reads the fields with c.req.formData()', async () => {
      expect(await (await post('/form-data/', form, type)).json()).toEqual(entries)
    })

    it('reads the fields with c.req.parseBody()', async () => {
      const response = await post('/parse-body/', form, type)
      expect(await response.json()).toEqual(Object.fromEntries(entries))
    })
  })

  it('reads the fields with c.req.raw.formData()', async () => {
    expect(await (await post('/raw-form/', body, URLENCODED)).json()).toEqual(entries)
  })

  it('receives JSON and other content types unread', async () => {
    const headers = { 'X-CSRFToken': TOKEN }
    const json = await post('/json/', '{"a":1}', 'application/json', headers)
    expect(await json.json()).toEqual({ a: 1 })
    for (const type of ['application/json', 'text/plain', `${URLENCODED}-not`]) {
      const unread = await post('/unread/', 'x', type, headers)
      expect(await unread.json()).toEqual({ bodyUsed: false, kept: {} })
    }
  })

  it('receives the whole body behind `bodyLimit`, which responds with 413 to larger ones', async () => {
    const limited = new Hono()
      .use(bodyLimit({ maxSize: 200 }))
      .use(csrf())
      .post('/blob/', async (c) => c.text(await (await c.req.blob()).text()))
    const small = await post('/blob/', body, URLENCODED, {}, limited)
    expect(await small.text()).toBe(body)
    const streamed = new Response(body + 'x'.repeat(200)).body ?? ''
    expect((await post('/blob/', streamed, URLENCODED, {}, limited)).status).toBe(413)
  })

  it('reads the form after another middleware has parsed it', async () => {
    const site = new Hono()
      .use(async (c, next) => {
        await c.req.formData()
        await next()
      })
      .use(csrf())
      .post('/parse-body/', async (c) => c.json(await c.req.parseBody()))
      .post('/raw/', (c) => c.json({ bodyUsed: c.req.raw.bodyUsed }))
    const response = await post('/parse-body/', body, URLENCODED, {}, site)
    expect(await response.json()).toEqual(Object.fromEntries(entries))
    // Hono could only rebuild a different body from the fields, so the raw body stays consumed.
    const raw = await post('/raw/', body, URLENCODED, {}, site)
    expect(await raw.json()).toEqual({ bodyUsed: true })
  })

  it('is not reached if another middleware has consumed the raw body', async () => {
    const site = new Hono()
      .use(async (c, next) => {
        await c.req.raw.arrayBuffer()
        await next()
      })
      .use(csrf())
      .post('/blob/', (c) => c.text('changed'))
    expect((await post('/blob/', body, URLENCODED, {}, site)).status).toBe(403)
  })

  it('receives the body unread on an exempt path', async () => {
    const site = new Hono()
      .use(csrf({ exempt: ['/hook'] }))
      .post('/hook', (c) => c.json(c.req.raw.bodyUsed))
    expect(await (await post('/hook', body, URLENCODED, {}, site)).json()).toBe(false)
  })

  it('is not reached, and the body stays unread, if the origin or cookie is rejected', async () => {
    const pulled = vi.fn()
    const stream = () => new ReadableStream({ pull: pulled }, { highWaterMark: 0 })
    const foreign = await post('/blob/', stream(), URLENCODED, { Origin: 'http://evil.example' })
    const strange = await post('/blob/', stream(), URLENCODED, { Cookie: 'other=1' })
    expect([foreign.status, strange.status]).toEqual([403, 403])
    expect(pulled).not.toHaveBeenCalled()
  })
})
