import type { Context, MiddlewareHandler } from 'hono'
import { browserStoreOf, sendBookmark } from './bookmark-cookie.ts'
import { sessionCodec } from './codec.ts'
import { isHttps, readCookie, serializeDeletion } from './cookie.ts'
import type { JsonData } from './data-types.ts'
import { ImproperlyConfigured } from './errors.ts'
import {
  type CookieSettings,
  checkSessionOptions,
  isStore,
  type ResolvedLife,
  resolveCookie,
  resolveLife,
  type SessionConfig,
  type SessionOptions,
} from './options.ts'
import { dependOnCookie, preparedResponse, saveOrDiscard, sendCookie } from './response-headers.ts'
import { Session } from './session.ts'
import { serializeForLife } from './session-cookie.ts'

/** The context variables that `sessions` sets, for `new Hono<{ Variables: … }>()`. */
export interface SessionVariables<Data extends JsonData<Data> = Record<string, unknown>> {
  session: Session<Data>
}

interface Settings {
  config: SessionConfig
  life: ResolvedLife
  cookie: CookieSettings
  saveEveryRequest: boolean
}

/**
 * Sessions for a Hono app (Django's `SessionMiddleware`): `c.var.session` is the visitor's session.
 *
 * After the handler it saves what has changed and sets the cookie, or removes the cookie of a
 * session that is gone. A response of status 500 or more saves nothing and sets no session cookie.
 *
 * @param options Django's settings, or a function that makes them from the context, which is where
 * a Worker's bindings are.
 * @throws ImproperlyConfigured when an option is missing or makes no sense: at once, or, where
 * `options` is a function, at a request.
 */
export function sessions<Data extends JsonData<Data> = Record<string, unknown>>(
  options: SessionOptions | ((c: Context) => SessionOptions),
): MiddlewareHandler<{ Variables: SessionVariables<Data> }> {
  const settingsOf = settingsFrom(options)

  return async function sessionMiddleware(c, next) {
    if (c.get('session') instanceof Session) {
      throw new ImproperlyConfigured('Expected `sessions` to be used once on a route, got it twice')
    }
    const settings = settingsOf(c)
    const { config, life, cookie } = settings
    const sent = readCookie(c.req.header('Cookie'), cookie.cookieName)
    const browser = browserStoreOf(c, config, cookie)
    const session = new Session<Data>(sent, browser ? { ...config, store: browser } : config, life)
    c.set('session', session)
    const prepared = preparedResponse(c)
    await next()
    try {
      await processResponse(c, session, sent !== undefined, settings, prepared)
    } finally {
      // With a failure too: what the handler has written by itself, such as a logout, is written.
      if (browser) await sendBookmark(c, session, browser, config, cookie)
    }
  }
}

/** The decisions of Django's `SessionMiddleware.process_response`, in its order. */
async function processResponse<Data extends JsonData<Data>>(
  c: Context,
  session: Session<Data>,
  hasCookie: boolean,
  settings: Settings,
  prepared: Response,
): Promise<void> {
  let cookie: string | null = null
  if (c.res.status < 500 && !session.isInterrupted) {
    await saveOrDiscard(c, prepared, () => session.commit(settings.saveEveryRequest))
    cookie = await sessionCookie(c, session, hasCookie, settings)
  }
  session.close()
  if (cookie !== null) sendCookie(c, cookie)
  else if (session.accessed) dependOnCookie(c)
}

/**
 * The cookie of a session that was written; its removal where there is none; `null` otherwise. The
 * request that has ended a session meanwhile, or renewed its key, sends its own: none goes with it.
 */
async function sessionCookie<Data extends JsonData<Data>>(
  c: Context,
  session: Session<Data>,
  hasCookie: boolean,
  { config, cookie }: Settings,
): Promise<string | null> {
  if (session.isInterrupted) return null
  if (session.currentKey === null)
    return hasCookie ? serializeDeletion(cookie, isHttps(c.req.url)) : null
  if (!session.isStored) return null
  return serializeForLife(c, session, session.currentKey, cookie, config)
}

function settingsFrom(
  options: SessionOptions | ((c: Context) => SessionOptions),
): (c: Context) => Settings {
  if (typeof options !== 'function') {
    const settings = resolveSettings({ ...options })
    return () => settings
  }
  let last: SessionOptions | undefined
  let settings: Settings | undefined

  // Options made anew for each request mostly differ in their store alone: the rest is checked once.
  return function settingsOf(c) {
    // A copy, so that a later change of the same object is seen, and nothing inherited is half there.
    const given = { ...options(c) }
    settings =
      settings !== undefined && last !== undefined && isSameButForStore(given, last)
        ? { ...settings, config: { ...settings.config, store: given.store } }
        : resolveSettings(given)
    last = given
    return settings
  }
}

function isSameButForStore(one: SessionOptions, other: SessionOptions): boolean {
  const names = Object.keys(one)
  const others = Object.keys(other)
  return (
    names.length === others.length &&
    names.every((name, index) => name === others[index] && isSame(name, one, other))
  )
}

function isSame(name: string, one: SessionOptions, other: SessionOptions): boolean {
  if (name === 'store' && isStore(one.store)) return isStore(other.store)
  return Reflect.get(one, name) === Reflect.get(other, name)
}

function resolveSettings(options: SessionOptions): Settings {
  checkSessionOptions(options)
  const { store } = options
  const config = isStore(store)
    ? { ...options, codec: sessionCodec(options) }
    : store.configure(options)
  return {
    config,
    life: resolveLife(config),
    cookie: resolveCookie(options),
    saveEveryRequest: options.saveEveryRequest ?? false,
  }
}
