import { demoUsers } from '../accounts.ts'
import { Form } from './form.tsx'

interface SignInProps {
  username?: string
  /** Where to go after signing in. */
  next: string
  isWrong?: boolean
  /** Said to who has just signed out. */
  farewell?: string | undefined
}

/** The form to sign in with, for the users of the demo. */
export function SignIn({ username = '', next, isWrong, farewell }: SignInProps) {
  return (
    <>
      <h1>Sign in</h1>
      {farewell !== undefined && <p role="status">{farewell}</p>}
      {isWrong && (
        <p id="sign-in-error" role="alert">
          The username or the password is wrong.
        </p>
      )}
      <section class="panel" aria-labelledby="demo">
        <h2 id="demo">This is a demo</h2>
        <p>
          Anybody may be one of these two. They protect nothing, so enter no password of your own.
        </p>
        <dl>
          {demoUsers.map((user) => (
            <>
              <dt>
                <code>{user.username}</code>
              </dt>
              <dd>
                password <code>{user.demoPassword}</code>
              </dd>
            </>
          ))}
        </dl>
      </section>
      <Form action="/account/login/" class="fields">
        {next !== '' && <input type="hidden" name="next" value={next} />}
        <label for="username">Username</label>
        <input
          id="username"
          name="username"
          value={username}
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
          required
          aria-invalid={isWrong}
          aria-describedby={isWrong ? 'sign-in-error' : undefined}
        />
        <label for="password">Password</label>
        <input
          id="password"
          name="password"
          type="password"
          autocomplete="current-password"
          required
          aria-invalid={isWrong}
          aria-describedby={isWrong ? 'sign-in-error' : undefined}
        />
        <button type="submit">Sign in</button>
      </Form>
    </>
  )
}

/** What to say where nobody can sign in. */
export function AccountsOff({ hasDjango }: { hasDjango: boolean }) {
  return (
    <>
      <h1>Accounts are off here</h1>
      {hasDjango && (
        <p>
          Sign in on the Django site that shares this database: you are then signed in here too.
        </p>
      )}
      <p>
        The two users of the demo can sign in where <code>DEMO_ACCOUNTS = true</code> stands in{' '}
        <code>wrangler.toml</code>, under <code>[vars]</code>. Their passwords are public.
      </p>
    </>
  )
}
