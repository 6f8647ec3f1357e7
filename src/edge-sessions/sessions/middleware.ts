import type { Context, MiddlewareHandler } from 'hono'
import { ImproperlyConfigured, resolveOptions } from '../config/index.ts'
import {
  type CookieSettings,
  isHttps,
  MAX_COOKIE_BYTES,
  preparedResponse,
  readCookie,
  resolveCookie,
  saveOrDiscard,
  sendCookies,
  sentCookie,
  serializeCookie,
  serializeDeletion,
  varyOnCookie,
} from '../http/index.ts'
import { SESSION_SALT, sessionCodec } from './codec.ts'
import { openForBrowser, sendCompanionCookies } from './companion-cookies.ts'
import type { CookieCacheSettings } from './cookie-cache.ts'
import type { JsonData } from './data-types.ts'
import { SessionInterrupted } from './errors.ts'
import { hasSession, recordCookieName, skippedSession } from './get-session.ts'
import {
  checkOwnOptions,
  resolvePolicy,
  type SessionConfig,
  type SessionOptions,
  type SessionPolicy,
} from './options.ts'
import { Session } from './session.ts'

/** The context variables that `sessions` sets, for `new Hono<{ Variables: … }>()`. */
export interface SessionVariables<Data extends JsonData<Data> = Record<string, unknown>> {
  session: Session<Data>
}

interface Settings {
  config: SessionConfig
  policy: SessionPolicy
  cookie: CookieSettings
  cache: CookieCacheSettings | undefined
  saveEveryRequest: boolean
  skip: ((c: Context) => boolean) | undefined
}

/**
 * Provides the visitor's session in `c.var.session` (Django's `SessionMiddleware`).
 *
 * After the handler it saves the changes and sets the cookie, or removes the cookie if the session
 * is gone. A response with status 500 or above saves nothing and sets no session cookie.
 *
 * @param options Django's settings, or a function that returns them for the context, which holds
 * the bindings of a Worker. Ages are in seconds.
 * @returns The middleware. It sets `c.var.session`.
 * @throws ImproperlyConfigured if an option is missing or invalid: at once, or during a request if
 * `options` is a function.
 * @throws SessionInterrupted during a request, if another request has ended the session or rotated
 * its key. The response has status 400.
 * @see https://docs.djangoproject.com/en/5.2/topics/http/sessions/
 * @example
 * type AppEnv = { Bindings: Env; Variables: SessionVariables<{ visits: number }> }
 * const app = new Hono<AppEnv>()
 * app.use(
 *   sessions((c: Context<AppEnv>) => ({
 *     store: d1Store(c.env.DB),
 *     secretKey: c.env.SECRET_KEY,
 *   })),
 * )
 * app.get('/', async (c) => {
 *   const visits = await c.var.session.update('visits', (visits = 0) => visits + 1)
 *   return c.text(`Visit ${visits}`)
 * })
 */
export function sessions<Data extends JsonData<Data> = Record<string, unknown>>(
  options: SessionOptions | ((c: Context) => SessionOptions),
): MiddlewareHandler<{ Variables: SessionVariables<Data> }> {
  const getSettings = resolveOptions(options, resolveSettings, {
    option: 'store',
    replace: replaceStore,
  })

  return async function sessionMiddleware(c, next) {
    if (hasSession(c)) {
      throw new ImproperlyConfigured('`sessions()` is already applied to this route.')
    }
    const settings = getSettings(c)
    const { config, policy, cookie, cache } = settings
    if (settings.skip?.(c)) {
      c.set('session', skippedSession<Data>())
      return next()
    }
    const sent = readCookie(c.req.header('Cookie'), cookie.cookieName)
    const browser = openForBrowser(c, config.store, cookie, cache)
    const session = new Session<Data>(sent, { ...config, store: browser.store }, policy)
    recordCookieName(session, cookie.cookieName)
    c.set('session', session)
    const prepared = preparedResponse(c)
    await next()
    let key: string | null = null
    try {
      if (await processResponse(c, session, sent, settings, prepared)) key = session.currentKey
    } finally {
      // Even after a failure, because an explicit save or a logout may have been written.
      await sendCompanionCookies(c, session, await browser.cookies(key), policy, cookie)
    }
  }
}

/**
 * The decisions of Django's `SessionMiddleware.process_response`, in its order.
 *
 * @returns Whether the browser's session cookie, if it has one, is the key of this session.
 */
async function processResponse<Data extends JsonData<Data>>(
  c: Context,
  session: Session<Data>,
  sent: string | undefined,
  settings: Settings,
  prepared: Response,
): Promise<boolean> {
  let cookie: string | null = null
  const other = sentCookie(c, settings.cookie)
  // Another `sessions()`, in an app that a handler, `app.mount` or `methodOverride` called, has set
  // the cookie, and this one has nothing to save.
  const isSavedElsewhere = () => other !== undefined && !session.modified && !session.isStored
  const isOurs = c.res.status < 500 && !session.isInterrupted && !isSavedElsewhere()
  if (isOurs) {
    await saveOrDiscard(c, prepared, () => save(session, sent, other, settings))
    cookie = await sessionCookie(c, session, sent, settings)
  }
  session.close()
  if (cookie !== null) sendCookies(c, [cookie])
  else if (session.accessed) varyOnCookie(c)
  return isOurs && !session.isInterrupted
}

/**
 * @param sent The key in the cookie of the request.
 * @param other The key in a cookie that the response already sets.
 * @throws ImproperlyConfigured if `other` is another session.
 * @throws SessionInterrupted if another request has ended the session or rotated its key.
 */
async function save<Data extends JsonData<Data>>(
  session: Session<Data>,
  sent: string | undefined,
  other: string | undefined,
  { config, cookie, saveEveryRequest }: Settings,
): Promise<void> {
  if (other !== undefined && other !== session.currentKey) {
    throw new ImproperlyConfigured(
      `Two sessions were changed in one request, and both need the cookie \`${cookie.cookieName}\`. An app that was called with \`app.fetch\`, \`app.mount\` or \`methodOverride\` has its own \`sessions()\`. Change the session in one of them only, or apply \`sessions()\` once.`,
    )
  }
  const isSavedBefore = session.hasSaved && session.isStored && !session.modified
  await session.commit(saveEveryRequest)
  if (!isSavedBefore) return
  if (session.isInterrupted) throw new SessionInterrupted()
  // Django writes again here, and so notices that the session was ended. A new key needs no check,
  // because no other request knows it. A session that this request saved as expired no longer
  // exists, which is not an interruption.
  const mayBeEnded =
    session.currentKey === sent && !config.store.selfContained && (await session.getExpiryAge()) > 0
  if (mayBeEnded && !(await session.exists(sent ?? null))) throw new SessionInterrupted()
}

/**
 * Returns the cookie of a session that was written, its removal if the session is gone, or `null`.
 * A cookie that was not used stays, because a Django site on the same host may know it.
 */
async function sessionCookie<Data extends JsonData<Data>>(
  c: Context,
  session: Session<Data>,
  sent: string | undefined,
  { policy, cookie }: Settings,
): Promise<string | null> {
  // The request that ended the session or rotated its key has sent its own cookie.
  if (session.isInterrupted) return null
  if (session.currentKey === null) {
    const isRemoved = sent !== undefined && session.accessed
    return isRemoved ? serializeDeletion(cookie, isHttps(c.req.url)) : null
  }
  if (!session.isStored) return null
  const maxAge = await session.getCookieAge()
  return serializeCookie(session.currentKey, maxAge, cookie, isHttps(c.req.url), policy.now())
}

/** Checks each option once. */
function resolveSettings(options: SessionOptions): Settings {
  checkOwnOptions(options)
  const cookie = resolveCookie(options)
  const { selfContained } = options.store
  const codec = sessionCodec({
    ...options,
    keySalt: options.keySalt ?? selfContained?.keySalt,
    compressFrom: selfContained?.compressFrom,
  })
  const config = { ...options, codec }
  const policy = resolvePolicy(config)
  if (selfContained) {
    const room = MAX_COOKIE_BYTES - cookie.cookieName.length - '='.length
    policy.maxBytes = Math.min(policy.maxBytes, room)
  }
  return {
    config,
    policy,
    cookie,
    cache: resolveCache(options, cookie, policy),
    saveEveryRequest: options.saveEveryRequest ?? false,
    skip: options.skip,
  }
}

function resolveCache(
  { cookieCache, secretKey, secretKeyFallbacks = [], keySalt = SESSION_SALT }: SessionOptions,
  { cookieName }: CookieSettings,
  { now }: SessionPolicy,
): Settings['cache'] {
  if (cookieCache === undefined) return undefined
  const secrets = [secretKey, ...secretKeyFallbacks] as const
  return { maxAge: cookieCache, secrets, salt: keySalt, cookieName, now }
}

/** Replaces the store, which a Worker creates for each request with its binding. */
function replaceStore(settings: Settings, options: SessionOptions): Settings {
  const { store } = options
  if (store?.selfContained !== settings.config.store.selfContained) return resolveSettings(options)
  return { ...settings, config: { ...settings.config, store } }
}
