import { Form } from '../../ui/form.tsx'
import { demoUsers } from './accounts.ts'

interface SignInProps {
  username?: string
  /** The page to redirect to after signing in. */
  next: string
  isWrong?: boolean
  /** Why the visitor is not signed in, or not any more. */
  notice?: string | undefined
}

/** The sign-in form for the demo accounts. */
export function SignIn({ username = '', next, isWrong, notice }: SignInProps) {
  return (
    <>
      <h1>Sign in</h1>
      {notice !== undefined && <p role="status">{notice}</p>}
      {isWrong && (
        <p id="sign-in-error" role="alert">
          Wrong username or password.
        </p>
      )}
      <section class="panel" aria-labelledby="demo">
        <h2 id="demo">This is a demo</h2>
        <p>Anyone can sign in with these accounts. Don't enter a password of your own.</p>
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
          autofocus={isWrong}
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

/** The page when the demo accounts are turned off. */
export function AccountsOff({ hasDjango }: { hasDjango: boolean }) {
  return (
    <>
      <h1>Demo accounts are turned off</h1>
      {hasDjango && (
        <p>
          Sign in on the Django site that shares this database: you are then signed in here too.
        </p>
      )}
      <p>
        To turn them on, set <code>DEMO_ACCOUNTS = true</code> under <code>[vars]</code> in{' '}
        <code>wrangler.toml</code>. Their passwords are public.
      </p>
    </>
  )
}
