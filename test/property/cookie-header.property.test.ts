import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCookie } from '../../src/edge-sessions/http/cookie.ts'
import { memoryStore, type SessionStore } from '../../src/edge-sessions/index.ts'
import { SECRET_KEY, testApp } from '../support/test-app.ts'
import { runs, TIMEOUT } from './runs.ts'

const name = fc.stringMatching(/^[!#$%&'*+\-.^`|~\w]{1,12}$/)
const value = fc.stringMatching(/^[!#-+\--:<-[\]-~]{0,40}$/)
/** The format of a session key. */
const KEY = /^[a-z0-9]{32}$/

const key = fc.stringMatching(KEY)

/** Spaces and tabs around a pair, which parsers ignore. */
const blank = fc.string({ unit: fc.constantFrom(' ', '\t'), maxLength: 2 })

/** A session key or a near miss. */
const nearlyKey = fc.oneof(
  key,
  key.map((text) => text.toUpperCase()),
  key.map((text) => text.slice(1)),
  key.map((text) => `${text}a`),
  key.map((text) => `"${text}"`),
  key.map((text) => `"\\${text.charCodeAt(0).toString(8).padStart(3, '0')}${text.slice(1)}"`),
  key.map((text) => `${text.slice(1)}%61`),
  key.map((text) => `${text.slice(1)}'`),
  key.map((text) => `../${text.slice(3)}`),
  fc.constant(''),
)

/** Characters that a browser sends in a header. */
const headerText = fc.string({
  unit: fc.oneof(
    fc.constantFrom(';', '=', '"', '\\', ' ', '\t', ','),
    fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
  ),
  maxLength: 60,
})

const anyHeader = fc
  .array(
    fc.oneof(
      headerText,
      nearlyKey.map((text) => `sessionid=${text}`),
      fc.tuple(headerText, nearlyKey).map(([before, text]) => `${before}sessionid=${text}`),
      nearlyKey.map((text) => ` SESSIONID=${text}`),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(';'))

describe('readCookie with an arbitrary header (CVE-2016-7401, CVE-2026-39410)', () => {
  it('returns the last cookie with the name, exactly as sent', { timeout: TIMEOUT }, async () => {
    const pair = fc.tuple(fc.oneof(fc.constant('sessionid'), name), value, blank, blank)
    await fc.assert(
      fc.property(fc.array(pair, { maxLength: 10 }), (pairs) => {
        const header = pairs
          .map(
            ([name, value, before, after]) => `${before}${name}${after}=${before}${value}${after}`,
          )
          .join(';')
        const last = pairs.findLast(([name]) => name === 'sessionid')
        expect(readCookie(header, 'sessionid')).toBe(last?.[1])
      }),
      runs(2000),
    )
  })

  it('removes the quotes and escapes that Django adds', {
    timeout: TIMEOUT,
  }, async () => {
    await fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), (text) => {
        expect(readCookie(`a=1; sessionid="${escapeAsPython(text)}"; b=2`, 'sessionid')).toBe(text)
      }),
      runs(1000),
    )
  })

  it('never throws', { timeout: TIMEOUT }, async () => {
    await fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (header, name) => {
        expect(['string', 'undefined']).toContain(typeof readCookie(header, name))
        expect(['string', 'undefined']).toContain(typeof readCookie(`${name}=${header}`, name))
      }),
      runs(1000),
    )
  })
})

describe('sessions() with an arbitrary Cookie header (P9)', () => {
  it('responds, looks up only well-formed keys and adopts none', {
    timeout: TIMEOUT,
  }, async () => {
    const asked: string[] = []
    const app = testApp({ store: noteKeys(memoryStore(), asked) })
    app.get('/read', async (c) => c.json(await c.var.session.toObject()))
    app.get('/set', (c) => {
      c.var.session.set('name', 'Ankit')
      return c.json({})
    })
    app.get('/renew', (c) => {
      c.var.session.cycleKey()
      return c.json({})
    })
    app.get('/flush', async (c) => {
      await c.var.session.flush()
      return c.json({})
    })
    const path = fc.constantFrom('/read', '/set', '/renew', '/flush')

    await fc.assert(
      fc.asyncProperty(path, anyHeader, async (path, header) => {
        asked.length = 0
        const response = await app.request(path, { headers: { Cookie: header } })
        expect([response.status, await response.json()]).toEqual([200, {}])
        expect(asked.filter((key) => !KEY.test(key))).toEqual([])
        for (const cookie of response.headers.getSetCookie()) {
          const [, given = ''] = /^sessionid=([^;]*);/.exec(cookie) ?? []
          if (path === '/set') expect(given).toMatch(KEY)
          else expect(given).toBe('""')
          expect(header).not.toContain(given === '""' ? SECRET_KEY : given)
        }
      }),
      runs(1500),
    )
  })
})

/** Escapes as Python's `http.cookies._quote` does. */
function escapeAsPython(text: string): string {
  return text.replace(/[^\w!#$%&'*+\-.^`|~:]/g, (character) =>
    character === '"' || character === '\\'
      ? `\\${character}`
      : `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`,
  )
}

/** Records every key that is passed to the store. */
function noteKeys(store: SessionStore, asked: string[]): SessionStore {
  return {
    load: (key, now) => store.load(noted(key), now),
    create: async (record) => noted(await store.create(record)),
    async replace(key, previous, record, options) {
      const newKey = await store.replace(noted(key), previous, record, options)
      return newKey && noted(newKey)
    },
    touch: (key, previous, expires) => store.touch(noted(key), previous, expires),
    delete: (key) => store.delete(noted(key)),
    clearExpired: (now, limits) => store.clearExpired(now, limits),
  }

  function noted(key: string): string {
    asked.push(key)
    return key
  }
}
