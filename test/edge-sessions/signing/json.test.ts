import { describe, expect, it } from 'vitest'
import {
  parseMembers,
  stringifyMembers,
  stringifyValue,
} from '../../../src/edge-sessions/signing/index.ts'

/** Parses JSON, changes the values, and writes them again. */
function rewrite(json: string, change: (members: Map<string, unknown>) => void = () => {}): string {
  const members = parseMembers(json)
  change(members)
  return stringifyMembers(members)
}

interface Profile {
  id: number
  ids: number[]
  ratio: number
  visits: number
}

const PROFILE =
  '{"profile":{"id":9007199254740993,"ids":[9007199254740995,18446744073709551616],"ratio":1.0,"visits":1}}'

describe('parseMembers', () => {
  it.each(['[1,2]', '"text"', '1', 'null', 'true'])(
    'rejects %s, which is not an object',
    (json) => {
      expect(() => parseMembers(json)).toThrow('Expected a JSON object')
    },
  )

  it.each([
    '',
    '{',
    '{"a":}',
    "{'a':1}",
    '{"a":NaNs}',
    '{"a":--Infinity}',
    '{"n":1.0,"a":["b" "c"]}',
    '{"n":1.0,"a":["b",]}',
    '{"n":1.0,"a":["b","c]}',
    '{"n":1.0,"a":["\n"]}',
    '{1.0:"a"}',
    '{"n":01.0}',
    '{"n":1.0.0}',
    '{"n":1.0"a":2}',
  ])('throws for %j', (json) => {
    expect(() => parseMembers(json)).toThrow(SyntaxError)
  })

  it('reads NaN and Infinity as Python writes them', () => {
    const members = parseMembers('{"a":[NaN,Infinity,-Infinity],"b":"NaN, Infinity"}')
    expect(members?.get('a')).toEqual([
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
    ])
    expect(members?.get('b')).toBe('NaN, Infinity')
  })

  it('keeps NaN and Infinity inside strings with escapes', () => {
    const text = '"NaN" \n Infinity \\ NaN'
    const members = parseMembers(JSON.stringify({ text, n: 0 }).replace('0', 'NaN'))
    expect(members.get('text')).toBe(text)
    expect(members.get('n')).toBeNaN()
  })
})

describe('unchanged numbers', () => {
  it.each([
    '{"a":1.0,"b":[-0.0,1e16,1E5,0.10],"c":{"d":123456789012345678901234567890}}',
    '{"nan":NaN,"inf":[Infinity,-Infinity]}',
    '{"text":"NaN \\" 1.0 \\\\","n":NaN}',
    '{"list":["a \\"b\\"","\\\\","",1.0,"c",["d"],"e",null,"\\u00fc"]}',
    '{"one":9007199254740992,"two":9007199254740993,"three":[9007199254740993,9007199254740992]}',
    '{"__proto__":1.0,"a":{"__proto__":[2.0]}}',
    '{"-0":-0}',
    '{"\\u0000":1.0,"\\u0000#1.0":"\\u0000#1.0","a":["\\u00001","\\\\\\"\\u0000#2.0",{"\\u0000#":""}]}',
  ])('round-trip: %s', (json) => {
    expect(rewrite(json)).toBe(json)
  })

  it('keep their source when another value of the object changes', () => {
    const changed = rewrite(PROFILE, (members) => {
      const profile = members.get('profile') as Profile
      profile.visits += 1
    })
    expect(changed).toBe(PROFILE.replace('"visits":1', '"visits":2'))
  })

  it('keep their source when an item is added to their array', () => {
    const changed = rewrite(PROFILE, (members) => {
      const profile = members.get('profile') as Profile
      profile.ids.push(1)
    })
    expect(changed).toBe(PROFILE.replace('551616]', '551616,1]'))
  })

  it('keep their source beside new strings and keys that begin with NUL', () => {
    const added = rewrite('{"n":1.0}', (members) => members.set('new', [{ '\0#2.0': 1 }, '\0#3.0']))
    expect(added).toBe('{"n":1.0,"new":[{"\\u0000#2.0":1},"\\u0000#3.0"]}')
  })

  it('share no source with a new number of the same rounded value', () => {
    const json = '{"one":9007199254740993}'
    expect(rewrite(json, (members) => members.set('new', 2 ** 53))).toBe(
      '{"one":9007199254740993,"new":9007199254740992}',
    )
  })

  it('share no source with a new number of the same value', () => {
    expect(rewrite('{"n":1.0}', (members) => members.set('new', 1))).toBe('{"n":1.0,"new":1}')
  })

  it('leave the source of a replaced string unused', () => {
    expect(() => rewrite('{"a":"1.0"}', (members) => members.set('a', Number.NaN))).toThrow(
      'Expected `a` to be a JSON value, got NaN',
    )
  })

  it('lose their source when replaced', () => {
    expect(rewrite('{"n":1.0,"big":9007199254740993}', (members) => members.set('n', 2))).toBe(
      '{"n":2,"big":9007199254740993}',
    )
    const shared = '{"one":9007199254740992,"two":9007199254740993}'
    expect(rewrite(shared, (members) => members.set('new', 2 ** 53))).toBe(
      `${shared.slice(0, -1)},"new":9007199254740992}`,
    )
  })
})

describe('stringifyMembers', () => {
  it.each([
    ['é', '\\u00e9'],
    ['\u007f', '\\u007f'],
    ['🎉', '\\ud83c\\udf89'],
    ['\ud83c', '\\ud83c'],
    ['\u2028', '\\u2028'],
    ["/<>&'", "/<>&'"],
    ['"\\\b\f\n\r\t\0', '\\"\\\\\\b\\f\\n\\r\\t\\u0000'],
  ])('writes %j in ASCII, as Python does', (text, expected) => {
    expect(stringifyMembers(new Map([[text, text]]))).toBe(`{"${expected}":"${expected}"}`)
  })

  it('writes the values of JSON without white space', () => {
    const members = new Map<string, unknown>([
      ['a', [null, true, false, -0, 1.5, 1e21]],
      ['b', Object.create(null)],
      ['c', []],
    ])
    expect(stringifyMembers(members)).toBe('{"a":[null,true,false,-0.0,1.5,1e+21],"b":{},"c":[]}')
  })

  it('names the path of a value that JSON cannot hold', () => {
    expect(() => stringifyMembers(new Map([['cart', [{ at: new Date() }]]]))).toThrow(
      new TypeError('Expected `cart.0.at` to be a JSON value, got an instance of Date'),
    )
    expect(() => stringifyValue(Number.NaN, 'n')).toThrow(
      'Expected `n` to be a JSON value, got NaN',
    )
    expect(() => stringifyValue([undefined], 'list')).toThrow(
      'Expected `list.0` to be a JSON value, got undefined',
    )
    expect(() => stringifyValue(() => 1, 'work')).toThrow(
      'Expected `work` to be a JSON value, got function',
    )
    expect(() => stringifyValue({ list: new Array(2) }, 'data')).toThrow(
      'Expected `data.list.0` to be a JSON value, got undefined',
    )
  })

  it('accepts 1000 levels of nesting and rejects 1001', () => {
    const tooDeep = 'Expected `deep` to be nested at most 1000 levels deep'
    for (const [inside, json] of [
      [1, '1'],
      [-0, '-0.0'],
    ]) {
      const nest = (levels: number) => {
        let value: unknown = inside
        for (let level = 0; level < levels; level++) value = [value]
        return value
      }
      const nested = `${'['.repeat(1000)}${json}${']'.repeat(1000)}`
      expect(stringifyValue(nest(1000), 'deep')).toBe(nested)
      expect(stringifyMembers(new Map([['deep', nest(1000)]]))).toBe(`{"deep":${nested}}`)
      expect(() => stringifyValue(nest(1001), 'deep')).toThrow(tooDeep)
      expect(() => stringifyMembers(new Map([['deep', nest(1001)]]))).toThrow(tooDeep)
    }
  })

  it('ignores a `toJSON` on the built-in prototypes', () => {
    const prototypes: object[] = [Object.prototype, Array.prototype]
    try {
      for (const prototype of prototypes) {
        Object.defineProperty(prototype, 'toJSON', { value: () => 'other', configurable: true })
      }
      expect(stringifyValue({ list: [1, { a: 'b' }] }, 'name')).toBe('{"list":[1,{"a":"b"}]}')
    } finally {
      for (const prototype of prototypes) Reflect.deleteProperty(prototype, 'toJSON')
    }
  })
})

describe('keys that look like integers', () => {
  it.each([
    '{"10":1,"2":2,"a":3}',
    '{"cart":{"12":1,"b":{"3":0,"1":1.0},"7":[{"2":"","0":null}]}}',
    '{"a":{"z":1,"10":1,"__proto__":2,"9":3}}',
    '{"a":{"4294967295":1,"4294967294":2,"01":3,"-1":4,"1":5}}',
  ])('keep their order: %s (P7)', (json) => {
    expect(rewrite(json)).toBe(json)
  })

  it('keep their order when keys are added and deleted (P7)', () => {
    const changed = rewrite('{"cart":{"12":1,"7":2,"3":3}}', (members) => {
      const cart = members.get('cart') as Record<string, number>
      delete cart['7']
      cart['1'] = 4
    })
    expect(changed).toBe('{"cart":{"12":1,"3":3,"1":4}}')
  })

  it('take the place of the first and the value of the last duplicate', () => {
    expect(rewrite('{"a":{"2":1.0,"1":2,"2":3}}')).toBe('{"a":{"2":3,"1":2}}')
  })
})

describe('objects in stringifyValue', () => {
  class Cart {
    items = []
  }

  it('name their class in an error', () => {
    expect(() => stringifyValue({ cart: new Cart() }, 'shop')).toThrow(
      'Expected `shop.cart` to be a JSON value, got an instance of Cart',
    )
  })

  it('accept plain objects of another realm', () => {
    // Another realm has another Object.prototype, which has no prototype above it either.
    const foreign = Object.create(Object.create(null), { a: { value: -0, enumerable: true } })
    expect(stringifyValue([foreign], 'value')).toBe('[{"a":-0.0}]')
    expect(stringifyMembers(new Map([['value', foreign]]))).toBe('{"value":{"a":-0.0}}')
  })

  it('reject circular references', () => {
    const loop: unknown[] = []
    loop.push(loop, loop)
    expect(() => stringifyValue({ loop }, 'value')).toThrow(/`value` .* not to be circular/)
  })
})

it('parses an unterminated string in linear time (P11)', { timeout: 2000 }, () => {
  for (const unit of ['\\"', '\\a', '\\\\']) {
    const json = `{"n":1.0,"a":"${unit.repeat(500_000)}`
    expect(() => parseMembers(json)).toThrow(SyntaxError)
  }
})

// A copy of the path per value takes 2.3 seconds and 4 GB.
it('writes a large value with one unusual number in linear time (P11)', { timeout: 2000 }, () => {
  const deep = (last: unknown) => {
    let value: unknown = [...Array.from({ length: 60_000 }, () => []), last]
    for (let level = 0; level < 900; level++) value = [value]
    return value
  }
  expect(stringifyValue(deep(-0), 'draft')).toBe(
    stringifyValue(deep(0), 'draft').replace('0]', '-0.0]'),
  )
})
