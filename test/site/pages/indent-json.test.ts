import { describe, expect, it, vi } from 'vitest'
import { holdsSecrets, indentJson } from '../../../src/site/ui/indent-json.ts'

const characters = (length: number) => `${length} characters`
const flat = (json: string) => indentJson(json, 10_000, characters).replace(/\n\s*/g, '')

describe('indentJson', () => {
  it('indents JSON and preserves how numbers are written', () => {
    expect(indentJson('{"a":1.0,"b":[],"c":[-0,12345678901234567890]}', 1000, characters)).toBe(
      '{\n  "a": 1.0,\n  "b": [],\n  "c": [\n    -0,\n    12345678901234567890\n  ]\n}',
    )
  })

  it.each([
    ['{"_auth_user_hash":"f00dfeedf00dfeedf00d"}', '{"_auth_user_hash": "f00d…"}'],
    ['{"_csrftoken":"short"}', '{"_csrftoken": "…"}'],
    ['{"admin":"admin:1abcde:signature0"}', '{"admin": "admi…"}'],
    ['{"a":[{"apiKey":"sk_live_0123456789"}]}', '{"a": [{"apiKey": "sk_l…"}]}'],
    ['{"a":{"token":{"x":[1,{"y":2}]}},"b":3}', '{"a": {"token": …},"b": 3}'],
    ['{"secrets":[1,[2]],"b":[]}', '{"secrets": …,"b": []}'],
    ['{"PASSWORD":12345}', '{"PASSWORD": …}'],
    ['{"x":"0123456789abcdefghijklmnopqrstuv"}', '{"x": "0123…"}'],
    ['{"0123456789abcdefghijklmnopqrstuv":1}', '{"0123…": 1}'],
    [`{"x":"eyJ9:1abcde:${'a'.repeat(43)}"}`, '{"x": "eyJ9…"}'],
    ['["password","x"]', '["password","x"]'],
    ['{"a":"password","x":"y"}', '{"a": "password","x": "y"}'],
  ])('masks only the secrets in %s', (json, expected) => {
    expect(flat(json)).toBe(expected)
    expect(holdsSecrets(json)).toBe(expected.includes('…'))
  })

  it('truncates at the maximum length and scans no further (P11)', () => {
    const json = `[${'{"a":"b"},'.repeat(400_000)}1]`
    const searches = vi.spyOn(RegExp.prototype, 'exec')
    const text = indentJson(json, 1000, characters)
    expect(searches.mock.calls.length).toBeLessThan(1000)
    searches.mockRestore()
    expect(text).toContain('… (4000003 characters)')
    expect(text.length).toBeLessThan(1100)
  })

  it('stops indenting at 20 levels', () => {
    const text = indentJson('['.repeat(5000) + ']'.repeat(5000), 1_000_000, characters)
    expect(text.length).toBeLessThan(450_000)
  })
})
