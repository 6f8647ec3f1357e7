import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { makeKey } from '../../../../src/edge-sessions/index.ts'

const NOW = new Date('2026-03-01T12:00:00Z')
// Alarms use the real clock and must not fire.
const record = { data: 'one', expires: new Date('2099-01-01T00:00:00Z') }
const later = { data: 'two', expires: record.expires }

function sessionObject() {
  return env.SESSIONS.get(env.SESSIONS.idFromName(makeKey()))
}

const move = { from: 'a'.repeat(32), to: 'b'.repeat(32), operationId: 'this move' }

describe('a repeated write', () => {
  it('is applied once and reported as done each time', async () => {
    const object = sessionObject()
    expect(await object.create(record, 'first')).toEqual({ result: 'done' })
    expect(await object.create(record, 'first')).toEqual({ result: 'done' })
    expect(await object.create(record, 'other')).toEqual({ result: 'other data' })
    expect(await object.replace('one', later, 'second')).toEqual({ result: 'done' })
    expect(await object.replace('one', later, 'second')).toEqual({ result: 'done' })
    expect(await object.replace('one', later, 'third')).toEqual({ result: 'other data' })
    expect(await object.load(NOW)).toEqual({ result: later })
  })
})

describe('a session that has moved away', () => {
  it('is reported as moved by this move only and is no longer served', async () => {
    const object = sessionObject()
    await object.create(record, 'first')
    expect(await object.hasMoved(move.operationId)).toBe(false)
    expect(await object.commitMove('one', move, record.expires)).toEqual({ result: 'done' })
    expect(await object.commitMove('one', move, record.expires)).toEqual({ result: 'done' })
    expect(await object.hasMoved(move.operationId)).toBe(true)
    expect(await object.hasMoved('another move')).toBe(false)
    expect(await object.load(NOW)).toEqual({ result: null })
    expect(await object.replace('one', later, 'second')).toEqual({ result: null })
    expect(await object.touch('one', later.expires)).toEqual({ result: null })
    expect(await object.create(record, 'second')).toEqual({ move })
  })

  it('leaves a marker that only this move removes', async () => {
    const object = sessionObject()
    await object.create(record, 'first')
    await object.commitMove('one', move, record.expires)
    await object.finishMove(move.operationId)
    await object.abortMove('another move')
    expect(await object.hasMoved(move.operationId)).toBe(true)
    await object.abortMove(move.operationId)
    await object.abortMove(move.operationId)
    expect(await object.hasMoved(move.operationId)).toBe(false)
  })
})

describe('a session that is moving in', () => {
  it('becomes active only when this move finishes', async () => {
    const object = sessionObject()
    await object.finishMove(move.operationId)
    expect(await object.load(NOW)).toEqual({ result: null })
    await object.prepareMove(record, move)
    await object.finishMove('another move')
    expect(await object.load(NOW)).toEqual({ move })
    await object.finishMove(move.operationId)
    expect(await object.load(NOW)).toEqual({ result: record })
  })

  it('is not aborted by another move or after it has become active', async () => {
    const object = sessionObject()
    await object.prepareMove(record, move)
    await object.abortMove('another move')
    expect(await object.load(NOW)).toEqual({ move })
    await object.finishMove(move.operationId)
    await object.finishMove(move.operationId)
    await object.abortMove(move.operationId)
    expect(await object.load(NOW)).toEqual({ result: record })
  })
})

describe.each([0, -1, Date.UTC(1969, 6, 20), Date.UTC(-1, 0, 1)])(
  'an expiry at %d (P5)',
  (time) => {
    const expires = new Date(time)

    it('is accepted by every write and makes the session expired', async () => {
      for (const write of ['create', 'replace', 'touch', 'prepareMove', 'commitMove'] as const) {
        const object = sessionObject()
        if (write === 'create') await object.create({ data: 'one', expires }, 'first')
        else if (write === 'prepareMove') await object.prepareMove({ data: 'one', expires }, move)
        else await object.create(record, 'first')
        if (write === 'replace') await object.replace('one', { data: 'two', expires }, 'second')
        if (write === 'touch') await object.touch('one', expires)
        if (write === 'commitMove') await object.commitMove('one', move, expires)
        expect(await object.load(NOW)).toEqual({ result: null })
      }
    })
  },
)
