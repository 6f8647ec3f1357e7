import { describe, expect, it } from 'vitest'

/** Names that are the same in every language. */
const SAME = new Set(['Hono', 'Name', 'Domain', 'Status'])

const modules = import.meta.glob('../../../src/site/ui/phrases/*.ts', { eager: true })

const tables = Object.entries(modules).flatMap(([path, exported]) =>
  Object.entries(exported).map(([name, table]) => [`${path.split('/').at(-1)} ${name}`, table]),
)

/** A stand-in for any parameter of a phrase. Every property is `2`. */
const ANY_VALUE: unknown = new Proxy(
  Object.assign(() => '2', { toString: () => '2' }),
  {
    get: (_, name) => (name === Symbol.toPrimitive ? () => 2 : name === 'length' ? 2 : '2'),
  },
)

/** Lists the names and texts of all phrases. */
function phrasesOf(table: unknown, path: string): [string, string][] {
  if (typeof table === 'string') return [[path, table]]
  if (typeof table === 'function') {
    return [[path, String(table(...Array.from({ length: 5 }, () => ANY_VALUE)))]]
  }
  return Object.entries(Object(table)).flatMap(([name, each]) =>
    phrasesOf(each, path === '' ? name : `${path}.${name}`),
  )
}

describe.each(tables)('the phrases of %s', (_, table) => {
  const [en, de, hi] = ['en', 'de', 'hi'].map((language) => {
    return new Map(phrasesOf(Object(table)[language], ''))
  })

  it('exist in every language', () => {
    expect(en?.size).toBeGreaterThan(0)
    expect([...(de?.keys() ?? [])]).toEqual([...(en?.keys() ?? [])])
    expect([...(hi?.keys() ?? [])]).toEqual([...(en?.keys() ?? [])])
  })

  it.each([
    ['German', de],
    ['Hindi', hi],
  ])('are translated into %s', (_, translated) => {
    const english = [...(translated ?? [])].filter(
      ([name, phrase]) => phrase === en?.get(name) && !SAME.has(phrase),
    )
    expect(english).toEqual([])
  })

  it('use Devanagari in Hindi', () => {
    const latin = [...(hi?.values() ?? [])].filter(
      (phrase) => !/\p{Script=Devanagari}/u.test(phrase) && !SAME.has(phrase),
    )
    expect(latin).toEqual([])
  })
})
