import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  loggedReason,
  OTHER_SECRET,
  OTHER_TOKEN,
  SECRET,
  secretIn,
  send,
  sendForm,
  silenceWarnings,
  site,
  TOKEN,
} from './support.ts'

beforeEach(silenceWarnings)
afterEach(vi.restoreAllMocks)

const OLD_COOKIE = `csrftoken=${TOKEN}`

describe('the CSRF cookie', () => {
  it('is required', async () => {
    expect((await send(site(), { headers: { Cookie: undefined } })).status).toBe(403)
    expect(loggedReason()).toBe('CSRF cookie not set.')
  })

  it.each([
    'other=1',
    `CSRFTOKEN=${SECRET}`,
    `xcsrftoken=${SECRET}`,
    `csrftoken${SECRET}`,
    `%63srftoken=${SECRET}`,
  ])('is not found in %j', async (cookie) => {
    expect((await send(site(), { headers: { Cookie: cookie } })).status).toBe(403)
    expect(loggedReason()).toBe('CSRF cookie not set.')
  })

  it.each(['', 'a', SECRET.slice(1), `${SECRET}a`, TOKEN.slice(1), `${TOKEN}a`])(
    'is rejected and replaced if it has the wrong length: %j',
    async (value) => {
      const response = await send(site(), { headers: { Cookie: `csrftoken=${value}` } })
      expect(response.status).toBe(403)
      expect(loggedReason()).toBe('CSRF cookie has incorrect length.')
      expect(secretIn(response)).toMatch(/^[a-zA-Z0-9]{32}$/)
    },
  )

  it.each([`*${SECRET.slice(1)}`, `${TOKEN.slice(1)}-`, `${SECRET.slice(1)}%`])(
    'is rejected and replaced if it has invalid characters: %s',
    async (value) => {
      const response = await send(site(), { headers: { Cookie: `csrftoken=${value}` } })
      expect(response.status).toBe(403)
      expect(loggedReason()).toBe('CSRF cookie has invalid characters.')
      expect(secretIn(response)).toMatch(/^[a-zA-Z0-9]{32}$/)
    },
  )

  it('is accepted with a masked secret, as set by Django before 4.0', async () => {
    expect((await send(site(), { headers: { Cookie: OLD_COOKIE } })).status).toBe(200)
    const headers = { Cookie: OLD_COOKIE, 'X-CSRFToken': SECRET }
    expect((await send(site(), { headers })).status).toBe(200)
  })

  it('matches a token that equals the masked cookie', async () => {
    const headers = { Cookie: OLD_COOKIE, 'X-CSRFToken': TOKEN }
    expect((await send(site(), { headers })).status).toBe(200)
  })

  it('is accepted in quotes', async () => {
    const headers = { Cookie: `csrftoken="${SECRET}"` }
    expect((await send(site(), { headers })).status).toBe(200)
  })
})

describe('the X-CSRFToken header', () => {
  it.each([TOKEN, SECRET])('is accepted with the value %s', async (token) => {
    expect((await send(site(), { headers: { 'X-CSRFToken': token } })).status).toBe(200)
  })

  it('is required for a request without a form', async () => {
    expect((await send(site(), { headers: { 'X-CSRFToken': undefined } })).status).toBe(403)
    expect(loggedReason()).toBe('CSRF token missing.')
  })

  it.each(['', 'a', SECRET.slice(1), `${TOKEN}a`, `${TOKEN}, ${TOKEN}`])(
    'is rejected if it has the wrong length: %j',
    async (token) => {
      expect((await send(site(), { headers: { 'X-CSRFToken': token } })).status).toBe(403)
      expect(loggedReason()).toBe(
        "CSRF token from the 'X-Csrftoken' HTTP header has incorrect length.",
      )
    },
  )

  it('is rejected if it has invalid characters', async () => {
    const headers = { 'X-CSRFToken': `-${TOKEN.slice(1)}` }
    expect((await send(site(), { headers })).status).toBe(403)
    expect(loggedReason()).toBe(
      "CSRF token from the 'X-Csrftoken' HTTP header has invalid characters.",
    )
  })

  it.each([OTHER_TOKEN, OTHER_SECRET])(
    'is rejected if it belongs to another secret: %s',
    async (token) => {
      expect((await send(site(), { headers: { 'X-CSRFToken': token } })).status).toBe(403)
      expect(loggedReason()).toBe("CSRF token from the 'X-Csrftoken' HTTP header incorrect.")
    },
  )

  it('is read under the name given in `headerName`', async () => {
    const app = site({ headerName: 'X-XSRF-TOKEN' })
    const good = { 'X-CSRFToken': undefined, 'X-XSRF-TOKEN': TOKEN }
    const bad = { 'X-CSRFToken': TOKEN, 'X-XSRF-TOKEN': OTHER_TOKEN }
    expect((await send(app, { headers: good })).status).toBe(200)
    expect((await send(app, { headers: bad })).status).toBe(403)
    expect(loggedReason()).toBe("CSRF token from the 'X-Xsrf-Token' HTTP header incorrect.")
  })
})

describe('the csrfmiddlewaretoken field', () => {
  const field = (csrfmiddlewaretoken: string) => ({ csrfmiddlewaretoken })

  it.each([TOKEN, SECRET])('is accepted with the value %s', async (token) => {
    expect((await sendForm(site(), field(token))).status).toBe(200)
  })

  it.each([
    ['a', 'has incorrect length'],
    [` ${TOKEN}`, 'has incorrect length'],
    [`é${TOKEN.slice(1)}`, 'has invalid characters'],
    [OTHER_TOKEN, 'incorrect'],
    [OTHER_SECRET, 'incorrect'],
  ])('is rejected with the value %s: %s', async (token, fault) => {
    expect((await sendForm(site(), field(token))).status).toBe(403)
    expect(loggedReason()).toBe(`CSRF token from POST ${fault}.`)
  })

  it('is required unless the header has a token', async () => {
    expect((await sendForm(site(), { name: 'Ankit' })).status).toBe(403)
    expect(loggedReason()).toBe('CSRF token missing.')
    expect((await sendForm(site(), { name: 'A' }, { 'X-CSRFToken': TOKEN })).status).toBe(200)
  })
})
