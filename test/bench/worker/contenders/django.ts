import { env } from 'cloudflare:workers'
import type { Contender } from '../contender.ts'
import { passGate } from '../gate.ts'
import { VISITOR } from '../site.ts'

/** Time in which a slow request has surely begun, in milliseconds, and not yet ended. */
const UNDER_WAY = 200

/** In another process and behind HTTP, so its time cannot be compared; what it does can. */
const django: Contender = {
  name: 'Django',
  countsOnly: true,
  async fetch(request) {
    const { pathname } = new URL(request.url)
    const answer = fetch(`${origin()}${pathname}`, {
      headers: {
        Cookie: request.headers.get('Cookie') ?? '',
        'X-Visitor': JSON.stringify(VISITOR),
      },
    })
    if (pathname.startsWith('/slow')) {
      await new Promise((resolve) => setTimeout(resolve, UNDER_WAY))
      await passGate()
    }
    return answer
  },
}

export const djangos: readonly Contender[] = origin() === '' ? [] : [django]

/** Where Django is served; empty where there is none. */
function origin(): string {
  return String(Reflect.get(env, 'DJANGO') ?? '')
}
