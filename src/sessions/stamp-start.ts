import { STARTED_KEY } from './expiry.ts'
import type { ResolvedLife } from './options.ts'
import type { SessionData } from './session-data.ts'

/** Notes when the session began, where `absoluteAge` asks for it. */
export function stampStart(data: SessionData, { absoluteAge, now }: ResolvedLife): void {
  if (absoluteAge === null) return
  data.setDefault(STARTED_KEY, Math.floor(now().getTime() / 1000))
}
