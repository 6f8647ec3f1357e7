import { describe, expect, it } from 'vitest'
import { readMessages, writeMessages } from '../../../src/edge-sessions/messages/format.ts'
import file from '../../vectors/cookies-csrf-auth-messages.json'

const HELLO = { isSafe: false, level: 20, text: 'Hello', extraTags: null }
const SAVED = { isSafe: false, level: 25, text: 'Saved <b>ü</b>', extraTags: 'x y' }

describe('readMessages', () => {
  it('reads what Django wrote', () => {
    expect(readMessages(file.messages_session_value)).toEqual([HELLO, SAVED])
  })

  it('reads the safe flag, which Django has had as a number and as a truth value', () => {
    for (const flag of ['1', 'true']) {
      const [message] = readMessages(`[["__json_message", ${flag}, 20, "<b>x</b>"]]`)
      expect(message).toEqual({ ...HELLO, isSafe: true, text: '<b>x</b>' })
    }
  })

  it('reads a list that was stored as such', () => {
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
  ])('takes what it cannot read for no messages: %#', (stored) => {
    expect(readMessages(stored)).toEqual([])
  })

  it('reads the messages beside what it cannot read', () => {
    expect(readMessages('[1, ["__json_message", 0, 20, "Hello"], null]')).toEqual([HELLO])
  })
})

describe('writeMessages', () => {
  it('writes what Django writes, character for character', () => {
    expect(writeMessages([HELLO, SAVED])).toBe(file.messages_session_value)
  })

  it('writes the safe flag back as it was', () => {
    const stored = '[["__json_message", 1, 20, "<b>x</b>"]]'
    expect(writeMessages(readMessages(stored))).toBe(stored)
  })

  it.each(['"quotes" \\ and \n', '😀', '\u2028', '\u0000', '\ud800', '', '__proto__'])(
    'writes %j so that it reads the same',
    (text) => {
      const message = { ...HELLO, text, extraTags: text }
      expect(readMessages(writeMessages([message]))).toEqual([message])
    },
  )
})
