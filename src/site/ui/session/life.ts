import type { AppContext } from '../../app-env.ts'
import type { Life } from './countdown.tsx'

/** Returns the remaining life of the visitor's stored session, or `null` without a session. */
export async function lifeOf(c: AppContext, now: Date): Promise<Life | null> {
  const expires = await c.var.session.getStoredExpiryDate()
  if (expires === null) return null
  const left = Math.max(0, (expires.getTime() - now.getTime()) / 1000)
  return { left, age: await c.var.session.getExpiryAge() }
}
