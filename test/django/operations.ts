import type { Operation } from './interop-env.ts'

/** The operations on a session. `website/operations.py` has the same for Django. */
export const SESSION_OPERATIONS: Record<string, Operation> = {
  get: (c, key: string, fallback: unknown = null) => c.var.session.get(key, fallback),
  has: (c, key: string) => c.var.session.has(key),
  items: (c) => c.var.session.toObject(),
  set: (c, key: string, value: unknown) => c.var.session.set(key, value),
  update: (c, values: Record<string, unknown>) => c.var.session.assign(values),
  delete: (c, key: string) => c.var.session.delete(key),
  pop: (c, key: string, fallback: unknown = null) => c.var.session.pop(key, fallback),
  setdefault: (c, key: string, value: unknown) => c.var.session.setDefault(key, value),
  increment: (c, key: string) => c.var.session.update(key, (n) => Number(n ?? 0) + 1),
  append: async (c, key: string, value: unknown) => {
    const list = await c.var.session.get(key)
    if (Array.isArray(list)) list.push(value)
  },
  clear: (c) => c.var.session.clear(),
  flush: (c) => c.var.session.flush(),
  cycle_key: (c) => c.var.session.cycleKey(),
  save: (c) => c.var.session.save(),
  load_fresh: (c) => c.var.session.load({ fresh: true }),
  exists: (c, key: string) => c.var.session.exists(key),

  set_test_cookie: (c) => c.var.session.setTestCookie(),
  test_cookie_worked: (c) => c.var.session.testCookieWorked(),
  delete_test_cookie: (c) => c.var.session.deleteTestCookie(),

  set_expiry: (c, seconds: number | null) => c.var.session.setExpiry(seconds),
  set_expiry_date: (c, iso: string) => c.var.session.setExpiry(new Date(iso)),
  expiry_age: (c) => c.var.session.getExpiryAge(),
  expiry_date: async (c) => (await c.var.session.getExpiryDate()).getTime() / 1000,
  expire_at_browser_close: (c) => c.var.session.getExpireAtBrowserClose(),

  /** Lets the test act on the other side while this request is running. */
  meanwhile: async (c) => {
    const { ok } = await fetch(c.var.command.meanwhile, { method: 'POST' })
    if (!ok) throw new Error('The action of the test failed')
  },
}
