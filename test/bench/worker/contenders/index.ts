import type { Contender } from '../contender.ts'
import { betterAuths } from './better-auth.ts'
import { djangos } from './django.ts'
import { expressSession } from './express.ts'
import { floor } from './floor.ts'
import { honoSession } from './hono-session.ts'
import { honoSessions } from './hono-sessions.ts'
import { ours } from './ours.ts'
import { remix } from './remix.ts'

/** All that take part; the first is what the others are measured by. */
export const contenders: readonly Contender[] = [
  floor,
  ...ours,
  ...honoSessions,
  honoSession,
  remix,
  expressSession,
  ...betterAuths,
  ...djangos,
]
