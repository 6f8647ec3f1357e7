import {
  type AuthUser,
  djangoUsers,
  login,
  logout,
  type UserSessions,
  updateSessionAuthHash,
  user,
  userSessions,
} from '../../src/edge-sessions/auth/index.ts'
import type { InteropContext, Operation } from './interop-env.ts'

/** The operations on users and messages. `website/user_operations.py` has the same for Django. */
export const USER_OPERATIONS: Record<string, Operation> = {
  user: async (c) => {
    const current = await user(c)
    return current === null ? null : { id: current.id, username: current.username }
  },
  login: async (c, id: string) => login(c, await djangosUser(c, id)),
  logout: (c) => logout(c),
  change_password: async (c, password: string) => {
    const current = await user(c)
    if (current === null) throw new Error('Expected somebody to be logged in')
    const sql = 'UPDATE auth_user SET password = ? WHERE id = ?'
    await c.env.DB.prepare(sql).bind(password, current.id).run()
    await updateSessionAuthHash(c, { ...current, password })
  },

  add_message: (c, level: number, text: string, extraTags?: string) => {
    c.var.messages.add(level, text, extraTags)
  },
  set_message_level: (c, level: number) => {
    c.var.messages.level = level
  },
  messages: async (c) => {
    const shown = await c.var.messages.take()
    return shown.map(({ level, levelTag, text, extraTags, tags }) => {
      return { level, level_tag: levelTag, text, extra_tags: extraTags, tags }
    })
  },

  // Django has no counterpart to these.
  attach_session: (c, userId: string) => sessionsOf(c).attach(c.var.session.key ?? '', userId),
  count_sessions: async (c, userId: string) =>
    (await sessionsOf(c).listSessions(userId)).sessions.length,
  end_all_sessions: (c, userId: string) => sessionsOf(c).endAllSessions(userId),
}

async function djangosUser(c: InteropContext, id: string): Promise<AuthUser> {
  const found = await djangoUsers(c.env.DB).load(id)
  if (found === null) throw new Error(`Expected a user with the id ${id}`)
  return found
}

function sessionsOf(c: InteropContext): UserSessions {
  const { secretKey, secretKeyFallbacks = [] } = c.var.settings.sessions
  return userSessions(c.env.DB, { secretKey, secretKeyFallbacks })
}
