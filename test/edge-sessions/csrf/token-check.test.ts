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

describe('cookie', () => {
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
  ])('has its exact name, unlike %j', async (cookie) => {
    expect((await send(site(), { headers: { Cookie: cookie } })).status).toBe(403)
    expect(loggedReason()).toBe('CSRF cookie not set.')
  })

  it.each(['', 'a', SECRET.slice(1), `${SECRET}a`, TOKEN.slice(1), `${TOKEN}a`])(
    'of the wrong length is refused and replaced: %j',
    async (value) => {
      const response = await send(site(), { headers: { Cookie: `csrftoken=${value}` } })
      expect(response.status).toBe(403)
      expect(loggedReason()).toBe('CSRF cookie has incorrect length.')
      expect(secretIn(response)).toMatch(/^[a-zA-Z0-9]{32}$/)
    },
  )

  it.each([`*${SECRET.slice(1)}`, `${TOKEN.slice(1)}-`, `${SECRET.slice(1)}%`])(
    'with invalid characters is refused and replaced: %s',
    async (value) => {
      const response = await send(site(), { headers: { Cookie: `csrftoken=${value}` } })
      expect(response.status).toBe(403)
      expect(loggedReason()).toBe('CSRF cookie has invalid characters.')
      expect(secretIn(response)).toMatch(/^[a-zA-Z0-9]{32}$/)
    },
  )

  it('may be masked, as Django before 4.0 set it', async () => {
    expect((await send(site(), { headers: { Cookie: OLD_COOKIE } })).status).toBe(200)
    const headers = { Cookie: OLD_COOKIE, 'X-CSRFToken': SECRET }
    expect((await send(site(), { headers })).status).toBe(200)
  })

  it('and token that are one masked text belong together', async () => {
    const headers = { Cookie: OLD_COOKIE, 'X-CSRFToken': TOKEN }
    expect((await send(site(), { headers })).status).toBe(200)
  })

  it('may be in quotes', async () => {
    const headers = { Cookie: `csrftoken="${SECRET}"` }
    expect((await send(site(), { headers })).status).toBe(200)
  })
})

describe('X-CSRFToken', () => {
  it.each([TOKEN, SECRET])('is accepted: %s', async (token) => {
    expect((await send(site(), { headers: { 'X-CSRFToken': token } })).status).toBe(200)
  })

  it('may be missing only if the form has a token', async () => {
    expect((await send(site(), { headers: { 'X-CSRFToken': undefined } })).status).toBe(403)
    expect(loggedReason()).toBe('CSRF token missing.')
  })

  it.each(['', 'a', SECRET.slice(1), `${TOKEN}a`, `${TOKEN}, ${TOKEN}`])(
    'of the wrong length is refused: %j',
    async (token) => {
      expect((await send(site(), { headers: { 'X-CSRFToken': token } })).status).toBe(403)
      expect(loggedReason()).toBe(
        "CSRF token from the 'X-Csrftoken' HTTP header has incorrect length.",
      )
    },
  )

  it('with invalid characters is refused', async () => {
    const headers = { 'X-CSRFToken': `-${TOKEN.slice(1)}` }
    expect((await send(site(), { headers })).status).toBe(403)
    expect(loggedReason()).toBe(
      "CSRF token from the 'X-Csrftoken' HTTP header has invalid characters.",
    )
  })

  it.each([OTHER_TOKEN, OTHER_SECRET])('of another secret is refused: %s', async (token) => {
    expect((await send(site(), { headers: { 'X-CSRFToken': token } })).status).toBe(403)
    expect(loggedReason()).toBe("CSRF token from the 'X-Csrftoken' HTTP header incorrect.")
  })

  it('may have another name', async () => {
    const app = site({ headerName: 'X-XSRF-TOKEN' })
    const good = { 'X-CSRFToken': undefined, 'X-XSRF-TOKEN': TOKEN }
    const bad = { 'X-CSRFToken': TOKEN, 'X-XSRF-TOKEN': OTHER_TOKEN }
    expect((await send(app, { headers: good })).status).toBe(200)
    expect((await send(app, { headers: bad })).status).toBe(403)
    expect(loggedReason()).toBe("CSRF token from the 'X-Xsrf-Token' HTTP header incorrect.")
  })
})

describe('csrfmiddlewaretoken', () => {
  const field = (csrfmiddlewaretoken: string) => ({ csrfmiddlewaretoken })

  it.each([TOKEN, SECRET])('is accepted: %s', async (token) => {
    expect((await sendForm(site(), field(token))).status).toBe(200)
  })

  it.each([
    ['a', 'has incorrect length'],
    [` ${TOKEN}`, 'has incorrect length'],
    [`é${TOKEN.slice(1)}`, 'has invalid characters'],
    [OTHER_TOKEN, 'incorrect'],
    [OTHER_SECRET, 'incorrect'],
  ])('is refused: %s %s', async (token, fault) => {
    expect((await sendForm(site(), field(token))).status).toBe(403)
    expect(loggedReason()).toBe(`CSRF token from POST ${fault}.`)
  })

  it('may be missing only if the header has a token', async () => {
    expect((await sendForm(site(), { name: 'Ankit' })).status).toBe(403)
    expect(loggedReason()).toBe('CSRF token missing.')
    expect((await sendForm(site(), { name: 'A' }, { 'X-CSRFToken': TOKEN })).status).toBe(200)
  })
})
