import { user } from 'edge-sessions/auth'
import type { Message } from 'edge-sessions/messages'
import type { AppContext, Theme } from '../app-env.ts'
import { isProof } from '../pages/admin/access.ts'
import type { Engine } from '../settings/session-store.ts'
import { settingsOf } from '../settings/settings.ts'

/** The parts of the frame that depend on the visitor. */
export interface Visitor {
  theme: Theme
  notices: readonly Message[]
  username: string | null
  isAdmin: boolean
  canSignIn: boolean
  /** `null` on pages that must work without settings. */
  engine: Engine | null
}

/** The frame of pages that must work without a database. */
export const NOBODY: Visitor = {
  theme: 'auto',
  notices: [],
  username: null,
  isAdmin: false,
  canSignIn: false,
  engine: null,
}

/** Returns what the frame shows of the visitor. */
export async function visitorOf(c: AppContext): Promise<Visitor> {
  const { session, messages } = c.var
  const settings = settingsOf(c.env)
  const [theme, proof, current] = await Promise.all([
    session.get('theme'),
    session.get('admin'),
    user(c),
  ])
  return {
    theme: theme === 'light' || theme === 'dark' ? theme : 'auto',
    notices: await messages.take(),
    username: current?.username ?? null,
    isAdmin: await isProof(proof, settings, new Date()),
    canSignIn: settings.demoAccounts,
    engine: settings.engine,
  }
}
