import { d1Store, type SessionVariables, sessions } from 'edge-sessions'
import { Hono } from 'hono'
import { deleteCookie, getCookie } from 'hono/cookie'

interface Visitor {
  name: string
  cart: string[]
}

const app = new Hono<{
  Bindings: Env & { AUTH_SECRET?: string }
  Variables: SessionVariables<Visitor>
}>()
app.use(sessions<Visitor>((c) => ({ store: d1Store(c.env.DB), secretKey: c.env.SECRET_KEY })))

/** Moves the old session of the visitor here. Remove it once the last old session has expired. */
app.use(async (c, next) => {
  const cookie = getCookie(c, 'sid')
  if (cookie === undefined || c.var.session.key !== null) return next()
  const { AUTH_SECRET: secret } = c.env
  if (!secret) throw new Error('Set the secret AUTH_SECRET')
  const old = await openOldSession(cookie, secret)
  if (old === null) return next()

  c.var.session.assign(old)
  deleteCookie(c, 'sid')
  return c.redirect(c.req.url, 307)
})

app.get('/', async (c) => c.json(await c.var.session.toObject()))

/** Decrypts the cookie, a JWE of `dir` with `A256GCM`. Returns `null` if it is invalid or expired. */
async function openOldSession(cookie: string, secret: string): Promise<Partial<Visitor> | null> {
  const [header = '', , iv = '', text = '', tag = ''] = cookie.split('.')
  try {
    const additionalData = new TextEncoder().encode(header)
    const algorithm = { name: 'AES-GCM', iv: decode(iv), additionalData }
    const encrypted = new Uint8Array([...decode(text), ...decode(tag)])
    const plain = await crypto.subtle.decrypt(algorithm, await keyOf(secret), encrypted)
    const { sid, iat, exp, ...data } = JSON.parse(new TextDecoder().decode(plain))
    return exp !== undefined && exp * 1000 <= Date.now() ? null : data
  } catch {
    return null
  }
}

async function keyOf(secret: string): Promise<CryptoKey> {
  const bytes = new TextEncoder().encode(secret)
  const info = new TextEncoder().encode('session jwe cek')
  const base = await crypto.subtle.importKey('raw', bytes, 'HKDF', false, ['deriveKey'])
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info }
  const aes = { name: 'AES-GCM', length: 256 }
  return crypto.subtle.deriveKey(hkdf, base, aes, false, ['decrypt'])
}

function decode(text: string): Uint8Array {
  return Uint8Array.fromBase64(text, { alphabet: 'base64url' })
}

export default app
