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

// An interface is data, as a type is, and so is nothing at all.
expectTypeOf(new Session<Visitor>(null, config)).toEqualTypeOf<Session<Visitor>>()
expectTypeOf(new Session<{ name: string }>(null, config)).toEqualTypeOf<Session<{ name: string }>>()
expectTypeOf(new Session(null, config)).toEqualTypeOf<Session<Record<string, unknown>>>()
// @ts-expect-error Data is an object.
new Session<string>(null, config)

// get: each member by its own type; a fallback takes the place of `undefined`.
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
// @ts-expect-error There is no such member.
session.get('nmae')
// @ts-expect-error What is read may be missing.
const name: string = await session.get('name')
// @ts-expect-error What is read is a promise.
const visits: number = session.get('visits', 0)

// set, assign, delete: known members with values of their types.
session.set('name', 'Ankit')
session.set('theme', 'dark')
session.assign({ name: 'Ankit', visits: 1 })
session.delete('theme')
loose.set('anything', [1, 'two'])
// @ts-expect-error There is no such member.
session.set('nmae', 'Ankit')
// @ts-expect-error A name is a text.
session.set('name', 1)
// @ts-expect-error A cart holds texts.
session.set('cart', [1])
// @ts-expect-error There is no such theme.
session.set('theme', 'blue')
// @ts-expect-error `delete` removes a member, `undefined` does not.
session.set('theme', undefined)
// @ts-expect-error A name is a text.
session.assign({ name: 1 })
// @ts-expect-error There is no such member.
session.assign({ nmae: 'Ankit' })
// @ts-expect-error There is no such member.
session.delete('nmae')
// @ts-expect-error There is no such member.
session.has('nmae')
// @ts-expect-error A fallback is stored, so it is of the member's type.
session.setDefault('visits', 'none')

// update: from the value, which may be missing, to another; `undefined` removes the member.
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
// @ts-expect-error A change that waits would lose updates.
session.update('visits', async (n = 0) => n + 1)
// @ts-expect-error There is no such member.
session.update('visit', () => 1)

// All members.
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
// @ts-expect-error What is changed stays changed.
session.modified = false
// @ts-expect-error The key is given by the store.
session.key = 'chosen'

// Functions accept any session that has at least the members they use.
async function countVisit(visited: SessionWith<{ visits?: number }>): Promise<number> {
  expectTypeOf(visited.get('visits', 0)).resolves.toEqualTypeOf<number>()
  // @ts-expect-error There is no such member here.
  visited.delete('name')
  return visited.update('visits', (n = 0) => n + 1)
}
declare const shop: Session<{ cart: string[] }>
declare const wrong: Session<{ visits: string }>
countVisit(session)
countVisit(loose)
// @ts-expect-error It has no such member.
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

// A union has the members of each part.
declare const either: Session<{ kind: 'guest'; visits: number } | { kind: 'user'; name: string }>
expectTypeOf(either.get('kind')).resolves.toEqualTypeOf<'guest' | 'user' | undefined>()
expectTypeOf(either.get('visits')).resolves.toEqualTypeOf<number | undefined>()
expectTypeOf(either.keys()).resolves.toEqualTypeOf<('kind' | 'visits' | 'name')[]>()
either.set('name', 'Ankit')
either.assign({ kind: 'user', name: 'Ankit' })
// @ts-expect-error A name is a text.
either.set('name', 1)

// A store says yes or no.
expectTypeOf(memoryStore().replace).returns.resolves.toEqualTypeOf<string | null>()

export { countVisit, name, visits }
