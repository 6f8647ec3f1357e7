import { describe, expect, it } from 'vitest'
import { readMessages, writeMessages } from '../../../src/edge-sessions/messages/format.ts'
import file from '../../vectors/cookies-csrf-auth-messages.json'

const HELLO = { isSafe: false, level: 20, text: 'Hello', extraTags: null }
const SAVED = { isSafe: false, level: 25, text: 'Saved <b>ü</b>', extraTags: 'x y' }

describe('readMessages', () => {
  it('reads messages written by Django', () => {
    expect(readMessages(file.messages_session_value)).toEqual([HELLO, SAVED])
  })

  it('reads the safe flag as a number or a boolean', () => {
    for (const flag of ['1', 'true']) {
      const [message] = readMessages(`[["__json_message", ${flag}, 20, "<b>x</b>"]]`)
      expect(message).toEqual({ ...HELLO, isSafe: true, text: '<b>x</b>' })
    }
  })

  it('reads messages stored as an array', () => {
    expect(readMessages([['__json_message', 0, 20, 'Hello', null]])).toEqual([HELLO])
  })

  it.each([
    undefined,
    null,
    0,
    true,
    {},
    '',
    'Hello',
    '[',
    'null',
    '{}',
    '"x"',
    '[]',
    '[[]]',
    '[null, 1, "x", {}]',
    '[["__json_message"]]',
    '[["__json_message", 0, "20", "Hello"]]',
    '[["__json_message", 0, 20.5, "Hello"]]',
    '[["__json_message", 0, 20, ["Hello"]]]',
    '[["other", 0, 20, "Hello"]]',
    `${'['.repeat(100_000)}`,
  ])('returns no messages for invalid data: %#', (stored) => {
    expect(readMessages(stored)).toEqual([])
  })

  it('skips invalid entries and reads the others', () => {
    expect(readMessages('[1, ["__json_message", 0, 20, "Hello"], null]')).toEqual([HELLO])
  })
})

describe('writeMessages', () => {
  it('writes the same JSON as Django, character for character', () => {
    expect(writeMessages([HELLO, SAVED])).toBe(file.messages_session_value)
  })

  it('keeps the safe flag unchanged', () => {
    const stored = '[["__json_message", 1, 20, "<b>x</b>"]]'
    expect(writeMessages(readMessages(stored))).toBe(stored)
  })

  it.each(['"quotes" \\ and \n', '😀', '\u2028', '\u0000', '\ud800', '', '__proto__'])(
    'keeps %j unchanged in a round trip',
    (text) => {
      const message = { ...HELLO, text, extraTags: text }
      expect(readMessages(writeMessages([message]))).toEqual([message])
    },
  )
})
