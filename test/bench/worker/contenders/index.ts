import type { Contender } from '../contender.ts'
import { floor } from './floor.ts'
import { ours } from './ours.ts'

/** All that take part; the first is what the others are measured by. */
export const contenders: readonly Contender[] = [floor, ...ours]

export function contender(name: string): Contender {
  const found = contenders.find((one) => one.name === name)
  if (found === undefined) throw new Error(`Expected a contender, got ${name}`)
  return found
}
