import { describe, expect, it } from 'vitest'
import { BadSignature, dumps, loads } from '../../../src/edge-sessions/signing/index.ts'

const keys = { key: 'a secret', salt: 'a purpose' }
const NOW = new Date('2026-01-01T00:00:00Z')

describe('dumps', () => {
  it('compresses if that saves two bytes or more', async () => {
    expect((await dumps(`{"a":"${'x'.repeat(100)}"}`, keys, NOW)).startsWith('.')).toBe(true)
    expect((await dumps('{"a":"abcdefghijklmnop"}', keys, NOW)).startsWith('.')).toBe(false)
  })

  it('compresses only from `compressFrom` bytes', async () => {
    const json = `"${'x'.repeat(98)}"`
    expect((await dumps(json, keys, NOW, 100)).startsWith('.')).toBe(true)
    expect((await dumps(json, keys, NOW, 101)).startsWith('.')).toBe(false)
  })
})

describe('loads', () => {
  it('rejects JSON of more than `maxBytes` bytes that is not compressed', async () => {
    const signed = await dumps('{"a":1}', keys, NOW)
    expect(await loads(signed, keys, 7)).toBe('{"a":1}')
    await expect(loads(signed, keys, 6)).rejects.toThrow('Expected at most 6 bytes of JSON')
  })

  it('reads the output of dumps, compressed or not', async () => {
    for (const json of ['{}', '{"a":1}', `{"a":"${'x'.repeat(100)}"}`]) {
      expect(await loads(await dumps(json, keys, NOW), keys)).toBe(json)
    }
  })

  it('unpacks nothing that is not signed (CVE-2026-39324)', async () => {
    const [payload] = (await dumps('{"admin":true}', keys, NOW)).split(':')
    await expect(loads(`${payload}:1vb66i:AAAA`, keys)).rejects.toThrow(BadSignature)
    await expect(loads(payload ?? '', keys)).rejects.toThrow(BadSignature)
  })

  it.each([4, 5, 50])(
    'stops unpacking a bomb of %i MB at 4 MiB (CVE-2024-28176, CVE-2024-28180, CVE-2026-39373)',
    async (megabytes) => {
      const json = `"${'0'.repeat(megabytes * 1_048_576)}"`
      const bomb = await dumps(json, keys, NOW)
      expect(bomb.length).toBeLessThan(100_000)
      await expect(loads(bomb, keys)).rejects.toThrow('Expected at most 4194304 decompressed bytes')
    },
  )
})
