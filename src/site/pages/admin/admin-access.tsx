import { safeNextUrl } from 'edge-sessions/auth'
import { rotateToken } from 'edge-sessions/csrf'
import { Hono, type MiddlewareHandler } from 'hono'
import type { AppContext, AppEnv } from '../../app-env.ts'
import { settingsOf } from '../../settings/settings.ts'
import { Form } from '../../ui/form.tsx'
import { formField } from '../../ui/form-field.ts'
import { useWords, wordsOf } from '../../ui/language.ts'
import { PasswordField } from '../../ui/password-field.tsx'
import { admin as phrases } from '../../ui/phrases/admin.ts'
import { Text } from '../../ui/text.tsx'
import { problem } from '../errors/problem.tsx'
import { ADMIN_AGE, isAdminPassword, isProof, makeProof } from './access.ts'
import { limitKey } from './limit-key.ts'
import { ADMIN } from './view.ts'

/** The period of the rate limit in `wrangler.toml`, in seconds. */
const LIMIT_PERIOD = 60

/** Answers 404 without `ADMIN_PASSWORD`, and keeps the pages out of every cache. */
const requireAdminEnabled: MiddlewareHandler<AppEnv> = async (c, next) => {
  if (settingsOf(c.env).adminPassword === null) return c.notFound()
  await next()
  c.header('Cache-Control', 'private, no-store')
  return undefined
}

const adminOnly: MiddlewareHandler<AppEnv> = async (c, next) => {
  const proof = await c.var.session.get('admin')
  if (await isProof(proof, settingsOf(c.env), new Date())) return next()
  if (c.req.method === 'POST') return c.redirect(ADMIN, 303)
  return c.render(<SignIn next={c.req.url} />, { title: wordsOf(c, phrases).signInTitle })
}

/** Signs administrators in and out, and stops everyone else before the routes that follow. */
export const adminAccess = new Hono<AppEnv>()

adminAccess.use(`${ADMIN}*`, requireAdminEnabled)

adminAccess.post(`${ADMIN}login/`, async (c) => {
  const refusal = await refuseUnlimited(c)
  if (refusal !== null) return refusal
  const settings = settingsOf(c.env)
  const next = await formField(c, 'next')
  if (!(await isAdminPassword(await formField(c, 'password'), settings))) {
    console.warn('admin: refused a wrong password')
    c.status(422)
    return c.render(<SignIn next={next} isWrong />, { title: wordsOf(c, phrases).notSignedIn })
  }
  const { session, messages } = c.var
  session.cycleKey()
  session.set('admin', await makeProof(settings, new Date()))
  // Another page may have given the session a longer life. The proof expires by itself.
  if ((await session.getExpiryAge()) < ADMIN_AGE) session.setExpiry(ADMIN_AGE)
  rotateToken(c)
  console.log('admin: signed in')
  messages.success(wordsOf(c, phrases).signedIn(ADMIN_AGE / 60))
  return c.redirect(`${safeNextUrl(c, next, ADMIN)}#main`, 303)
})

// A refused sign-in is shown at the address that its form posts to. A reload opens that by GET.
for (const form of ['login/', 'logout/']) {
  adminAccess.get(`${ADMIN}${form}`, (c) => c.redirect(ADMIN, 303))
}

adminAccess.use(`${ADMIN}*`, adminOnly)

adminAccess.post(`${ADMIN}logout/`, (c) => {
  const { session, messages } = c.var
  session.delete('admin')
  session.cycleKey()
  rotateToken(c)
  console.log('admin: signed out')
  messages.info(wordsOf(c, phrases).signedOut)
  c.header('Clear-Site-Data', '"cache"')
  return c.redirect(ADMIN, 303)
})

/** Refuses a sign-in after too many, or if there is no limit: passwords could be guessed freely. */
async function refuseUnlimited(c: AppContext): Promise<Response | null> {
  const { ADMIN_LOGINS: logins }: Partial<Env> = c.env
  if (logins === undefined) return noLimit(c)
  const { success } = await logins.limit({ key: limitKey(c.req.header('CF-Connecting-IP')) })
  return success ? null : tooMany(c)
}

async function noLimit(c: AppContext): Promise<Response> {
  console.error('admin: refused a sign-in, the rate limit binding `ADMIN_LOGINS` is missing')
  const words = wordsOf(c, phrases)
  return problem(c, {
    status: 503,
    heading: words.offTitle,
    children: (
      <p>
        <Text>{words.off}</Text>
      </p>
    ),
  })
}

async function tooMany(c: AppContext): Promise<Response> {
  console.warn('admin: refused a sign-in, there were too many')
  const words = wordsOf(c, phrases)
  c.status(429)
  c.header('Retry-After', String(LIMIT_PERIOD))
  return c.render(
    <>
      <h1>{words.tooManyTitle}</h1>
      <p role="alert">{words.tooMany}</p>
      <p>
        <a href={ADMIN}>{words.signIn}</a>
      </p>
    </>,
    { title: words.tooManyTitle },
  )
}

function SignIn({ next, isWrong = false }: { next: string; isWrong?: boolean }) {
  const words = useWords(phrases)
  return (
    <>
      <h1>{words.title}</h1>
      <p>
        <Text>{words.forOperator}</Text>
      </p>
      <Form action={`${ADMIN}login/`} class="fields">
        <input type="hidden" name="next" value={next} />
        <input hidden readonly autocomplete="username" value="admin" aria-label={words.username} />
        <PasswordField
          label={words.password}
          error={words.wrongPassword}
          isWrong={isWrong}
          isFirst
        />
        <button type="submit" class="primary">
          {words.signIn}
        </button>
      </Form>
    </>
  )
}
