import type { Contender } from '../contender.ts'
import { betterAuths } from './better-auth.ts'
import { djangos } from './django.ts'
import { expressSession } from './express.ts'
import { floors } from './floor.ts'
import { honoSession } from './hono-session.ts'
import { honoSessions } from './hono-sessions.ts'
import { ours } from './ours.ts'
import { remix } from './remix.ts'

const peers = [...honoSessions, honoSession, remix, expressSession, ...betterAuths, ...djangos]

export const contenders: readonly Contender[] = [...floors, ...ours, ...peers]

export function contenderOf(name: string): Contender {
  const found = contenders.find((contender) => contender.name === name)
  if (found === undefined) throw new Error(`Expected a contender, got ${name}`)
  return found
}
