import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { d1Store } from '../../../../src/edge-sessions/index.ts'
import { bytesForKeys } from '../../../support/keys.ts'
import { emptyTable, NOON, rows } from '../../../support/test-app.ts'

const record = { data: 'one', expires: new Date(NOON.getTime() + 30_000) }
const store = d1Store(env.DB, { hashKeys: true })

beforeEach(emptyTable)

async function storedKeys(): Promise<string[]> {
  return (await rows()).map((row) => row.session_key)
}

describe('a table with hashed keys', () => {
  it('holds the first 40 hexadecimal digits of the SHA-256 hash', async () => {
    const randomBytes = bytesForKeys('a'.repeat(32))
    await d1Store(env.DB, { hashKeys: true, randomBytes }).create(record)
    // python3 -c "import hashlib; print(hashlib.sha256(b'a' * 32).hexdigest()[:40])"
    expect(await storedKeys()).toEqual(['3ba3f5f43b92602683c19aee62a20342b084dd59'])
    expect(await store.toStoredKey('a'.repeat(32))).toBe('3ba3f5f43b92602683c19aee62a20342b084dd59')
  })

  it('holds no part of a key', async () => {
    const key = await store.create(record)
    const options = { rotate: true, userId: '7' }
    const newKey = (await store.replace(key, 'one', record, options)) ?? 'not moved'
    const table = JSON.stringify(await rows())
    for (const one of [key, newKey]) {
      for (let at = 0; at + 8 <= one.length; at++)
        expect(table).not.toContain(one.slice(at, at + 8))
    }
  })

  it('holds no value that works as a key', async () => {
    await store.create(record)
    const [stored = ''] = await storedKeys()
    expect(await store.load(stored, NOON)).toBeNull()
    expect(await store.load(stored.slice(0, 32), NOON)).toBeNull()
  })

  it('finds each of many keys in concurrent calls', async () => {
    const data = Array.from({ length: 250 }, (_, index) => `session ${index}`)
    const keys = await Promise.all(data.map((one) => store.create({ ...record, data: one })))
    const loaded = await Promise.all(keys.map((key) => store.load(key, NOON)))
    expect(loaded.map((found) => found?.data)).toEqual(data)
  })

  it('is not readable by a store without `hashKeys`, and vice versa', async () => {
    const plain = d1Store(env.DB)
    const key = await store.create(record)
    const plainKey = await plain.create(record)
    expect(await plain.load(key, NOON)).toBeNull()
    expect(await store.load(plainKey, NOON)).toBeNull()
    expect(await plain.toStoredKey(plainKey)).toBe(plainKey)
  })
})
