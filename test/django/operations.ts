import type { Session } from '../../src/sessions/index.ts'

/** What an operation works on. */
interface Request {
  session: Session<Record<string, unknown>>
  meanwhile: string
}

type Operation = (request: Request, ...args: never[]) => unknown

/** What the test can ask of a session; `website/operations.py` has the same for Django's. */
export const OPERATIONS: Record<string, Operation> = {
  get: ({ session }, key: string, fallback: unknown = null) => session.get(key, fallback),
  has: ({ session }, key: string) => session.has(key),
  items: ({ session }) => session.toObject(),
  set: ({ session }, key: string, value: unknown) => session.set(key, value),
  update: ({ session }, values: Record<string, unknown>) => session.assign(values),
  delete: ({ session }, key: string) => session.delete(key),
  pop: ({ session }, key: string, fallback: unknown = null) => session.pop(key, fallback),
  setdefault: ({ session }, key: string, value: unknown) => session.setDefault(key, value),
  increment: ({ session }, key: string) => session.update(key, (n) => Number(n ?? 0) + 1),
  append: async ({ session }, key: string, value: unknown) => {
    const list = await session.get(key)
    if (Array.isArray(list)) list.push(value)
  },
  clear: ({ session }) => session.clear(),
  flush: ({ session }) => session.flush(),
  cycle_key: ({ session }) => session.cycleKey(),
  save: ({ session }) => session.save(),

  set_test_cookie: ({ session }) => session.setTestCookie(),
  test_cookie_worked: ({ session }) => session.testCookieWorked(),
  delete_test_cookie: ({ session }) => session.deleteTestCookie(),

  set_expiry: ({ session }, seconds: number | null) => session.setExpiry(seconds),
  set_expiry_date: ({ session }, iso: string) => session.setExpiry(new Date(iso)),
  expiry_age: ({ session }) => session.getExpiryAge(),
  expiry_date: async ({ session }) => (await session.getExpiryDate()).getTime() / 1000,
  expire_at_browser_close: ({ session }) => session.getExpireAtBrowserClose(),

  /** Lets the test do something on the other side while this request is at work. */
  meanwhile: async ({ meanwhile }) => {
    const { ok } = await fetch(meanwhile, { method: 'POST' })
    if (!ok) throw new Error('Expected what happens meanwhile to succeed')
  },
}
