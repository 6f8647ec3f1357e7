import { env } from 'cloudflare:workers'
import type { Contender } from '../contender.ts'
import { gate, VISITOR } from '../site.ts'

/** Milliseconds after which Django has begun a slow request, and not yet ended it. */
const UNDER_WAY = 200

/** The address of Django; empty if it is not installed. */
const origin = String(Reflect.get(env, 'DJANGO') ?? '')

/** Django runs in another process behind HTTP, so its time cannot be compared. */
const django: Contender = {
  name: 'Django',
  countsOnly: true,
  async fetch(request) {
    const { pathname } = new URL(request.url)
    const cookie = request.headers.get('Cookie') ?? ''
    const headers = { Cookie: cookie, 'X-Visitor': JSON.stringify(VISITOR) }
    const answer = fetch(`${origin}${pathname}`, { headers })
    if (pathname.startsWith('/slow')) {
      await scheduler.wait(UNDER_WAY)
      await gate.pass()
    }
    return answer
  },
}

export const djangos: readonly Contender[] = origin === '' ? [] : [django]
