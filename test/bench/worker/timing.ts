import type { Browser } from './browser.ts'
import { calibrate, nextTick, since } from './clock.ts'
import type { Bindings, Contender } from './contender.ts'
import { type Scenario, visitorOf, visitors } from './scenarios.ts'

/** Requests that one contender makes before it is another's turn. */
const BLOCK = 10

/** Times of the requests of each contender, block by block, in milliseconds. */
export type Times = Record<string, number[][]>

/**
 * Times requests, a block of each contender in turn: blocks of the same number were made within the
 * same second, so that the moods of a machine hit all alike.
 */
export async function timeRequests(
  contenders: readonly Contender[],
  env: Bindings,
  scenario: Scenario,
  requests: number,
): Promise<Times> {
  const times: Times = Object.fromEntries(contenders.map(({ name }) => [name, []]))
  const sources = new Map<Contender, () => Promise<Browser>>()
  for (const contender of contenders) {
    sources.set(contender, await visitors(contender, env, scenario))
  }
  for (let done = 0; done < requests; done += BLOCK) {
    for (const [contender, nextVisitor] of shuffled([...sources])) {
      calibrate()
      const block: number[] = []
      for (let request = 0; request < BLOCK; request++) {
        const visitor = await nextVisitor()
        const { status, text, milliseconds } = await visitor.get(scenario.path)
        if (status !== 200) throw new Error(`${contender.name}: ${status} ${text}`)
        block.push(milliseconds)
      }
      times[contender.name]?.push(block)
    }
  }
  return times
}

/** Times many changes of one session at once, for each change. */
export async function timeAtOnce(
  contenders: readonly Contender[],
  env: Bindings,
  changes: number,
): Promise<Times> {
  const times: Times = {}
  for (const contender of shuffled(contenders)) {
    const visitor = await visitorOf(contender, env)
    const start = nextTick()
    await Promise.all(Array.from({ length: changes }, () => visitor.get('/change')))
    times[contender.name] = [[since(start) / changes]]
  }
  return times
}

function shuffled<Item>(items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ item }) => item)
}
