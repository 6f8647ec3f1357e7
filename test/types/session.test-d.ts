import { expectTypeOf } from 'vitest'
import {
  memoryStore,
  Session,
  type SessionConfig,
  type SessionWith,
} from '../../src/edge-sessions/index.ts'

// Checked by `npm run check:types`, never run.

interface Visitor {
  name: string
  cart: string[]
  visits: number
  theme?: 'dark' | 'light'
}

declare const config: SessionConfig
declare const session: Session<Visitor>
declare const loose: Session

// The type of the data may be an interface, a type literal or missing.
expectTypeOf(new Session<Visitor>(null, config)).toEqualTypeOf<Session<Visitor>>()
expectTypeOf(new Session<{ name: string }>(null, config)).toEqualTypeOf<Session<{ name: string }>>()
expectTypeOf(new Session(null, config)).toEqualTypeOf<Session<Record<string, unknown>>>()
// @ts-expect-error Data is an object.
new Session<string>(null, config)

// get: each key has its own type. A fallback replaces `undefined`.
expectTypeOf(session.get('name')).resolves.toEqualTypeOf<string | undefined>()
expectTypeOf(session.get('cart')).resolves.toEqualTypeOf<string[] | undefined>()
expectTypeOf(session.get('theme')).resolves.toEqualTypeOf<'dark' | 'light' | undefined>()
expectTypeOf(session.get('visits', 0)).resolves.toEqualTypeOf<number>()
expectTypeOf(session.get('cart', [])).resolves.toEqualTypeOf<string[]>()
expectTypeOf(session.get('theme', 'light')).resolves.toEqualTypeOf<'dark' | 'light'>()
expectTypeOf(session.get('name', null)).resolves.toEqualTypeOf<string | null>()
expectTypeOf(session.pop('visits')).resolves.toEqualTypeOf<number | undefined>()
expectTypeOf(session.pop('visits', 0)).resolves.toEqualTypeOf<number>()
expectTypeOf(session.pop('name', null)).resolves.toEqualTypeOf<string | null>()
expectTypeOf(session.setDefault('theme', 'dark')).resolves.toEqualTypeOf<'dark' | 'light'>()
expectTypeOf(loose.get('anything')).resolves.toEqualTypeOf<unknown>()
// @ts-expect-error There is no such key.
session.get('nmae')
// @ts-expect-error The value may be missing.
const name: string = await session.get('name')
// @ts-expect-error A read returns a promise.
const visits: number = session.get('visits', 0)

// set, assign, delete: known keys with values of their types.
session.set('name', 'Ankit')
session.set('theme', 'dark')
session.assign({ name: 'Ankit', visits: 1 })
session.delete('theme')
loose.set('anything', [1, 'two'])
// @ts-expect-error There is no such key.
session.set('nmae', 'Ankit')
// @ts-expect-error A name is a string.
session.set('name', 1)
// @ts-expect-error A cart holds strings.
session.set('cart', [1])
// @ts-expect-error There is no such theme.
session.set('theme', 'blue')
// @ts-expect-error `delete` removes a key, `undefined` does not.
session.set('theme', undefined)
// @ts-expect-error A name is a string.
session.assign({ name: 1 })
// @ts-expect-error There is no such key.
session.assign({ nmae: 'Ankit' })
// @ts-expect-error There is no such key.
session.delete('nmae')
// @ts-expect-error There is no such key.
session.has('nmae')
// @ts-expect-error A fallback is stored, so it must have the type of the key.
session.setDefault('visits', 'none')

// update: takes the value, which may be missing, and returns another. `undefined` removes the key.
expectTypeOf(session.update('visits', (n = 0) => n + 1)).resolves.toEqualTypeOf<number>()
expectTypeOf(
  session.update('cart', (cart) => (cart?.length === 1 ? undefined : cart)),
).resolves.toEqualTypeOf<string[] | undefined>()
session.update('visits', (n) => {
  expectTypeOf(n).toEqualTypeOf<number | undefined>()
  return 1
})
// @ts-expect-error Visits are a number.
session.update('visits', (n) => `${n}`)
// @ts-expect-error The value may be missing.
session.update('visits', (n) => n + 1)
// @ts-expect-error An async function would lose updates.
session.update('visits', async (n = 0) => n + 1)
// @ts-expect-error There is no such key.
session.update('visit', () => 1)

// All keys and values.
expectTypeOf(session.keys()).resolves.toEqualTypeOf<('name' | 'cart' | 'visits' | 'theme')[]>()
expectTypeOf(session.toObject()).resolves.toEqualTypeOf<Partial<Visitor>>()

// The rest.
expectTypeOf(session.key).toEqualTypeOf<string | null>()
session.setExpiry(30)
session.setExpiry(new Date())
session.setExpiry(null)
// @ts-expect-error Not a time.
session.setExpiry('tomorrow')
session.modified = true
// @ts-expect-error `modified` cannot be reset.
session.modified = false
// @ts-expect-error The store chooses the key.
session.key = 'chosen'

// Functions accept any session that has at least the keys they use.
async function countVisit(visited: SessionWith<{ visits?: number }>): Promise<number> {
  expectTypeOf(visited.get('visits', 0)).resolves.toEqualTypeOf<number>()
  // @ts-expect-error There is no such key here.
  visited.delete('name')
  return visited.update('visits', (n = 0) => n + 1)
}
declare const shop: Session<{ cart: string[] }>
declare const wrong: Session<{ visits: string }>
countVisit(session)
countVisit(loose)
// @ts-expect-error It has no such key.
countVisit(shop)
// @ts-expect-error Visits are a number.
countVisit(wrong)

// Data is what JSON can hold: interfaces and types, nested, recursive and optional ones.
interface Comment {
  text: string
  replies: Comment[]
}
type Position = readonly [x: number, y: number]
type UserId = string & { readonly brand: 'user' }
new Session<{ tree: Comment; at: Position; id: UserId; draft?: { title: string } | null }>(
  null,
  config,
)
new Session<{ anything: unknown; counts: Record<string, number | undefined> }>(null, config)
// @ts-expect-error A date is read back as a string.
new Session<{ at: Date }>(null, config)
// @ts-expect-error Also when it is nested or optional.
new Session<{ orders?: { at: Date | null }[] }>(null, config)
// @ts-expect-error JSON has no maps.
new Session<{ cart: Map<string, number> }>(null, config)
// @ts-expect-error JSON has no binary data.
new Session<{ avatar: Uint8Array }>(null, config)
// @ts-expect-error JSON has no large integers.
new Session<{ total: bigint }>(null, config)
// @ts-expect-error JSON has no functions.
new Session<{ next: () => string }>(null, config)

// A union has the keys of each part.
declare const either: Session<{ kind: 'guest'; visits: number } | { kind: 'user'; name: string }>
expectTypeOf(either.get('kind')).resolves.toEqualTypeOf<'guest' | 'user' | undefined>()
expectTypeOf(either.get('visits')).resolves.toEqualTypeOf<number | undefined>()
expectTypeOf(either.keys()).resolves.toEqualTypeOf<('kind' | 'visits' | 'name')[]>()
either.set('name', 'Ankit')
either.assign({ kind: 'user', name: 'Ankit' })
// @ts-expect-error A name is a string.
either.set('name', 1)

// `replace` returns the new key, or `null`.
expectTypeOf(memoryStore().replace).returns.resolves.toEqualTypeOf<string | null>()

export { countVisit, name, visits }
