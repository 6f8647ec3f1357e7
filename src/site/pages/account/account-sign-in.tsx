import { Form } from '../../ui/form.tsx'
import { useWords } from '../../ui/language.ts'
import { PasswordField } from '../../ui/password-field.tsx'
import { account } from '../../ui/phrases/account.ts'
import { Text } from '../../ui/text.tsx'
import { demoUsers } from './accounts.ts'

interface SignInProps {
  username?: string
  /** The page to redirect to after signing in. */
  next: string
  isWrong?: boolean
  /** The reason that the visitor is signed out. */
  notice?: string | undefined
}

/** The demo accounts, each with a button, and the form to sign in by name. */
export function SignIn({ username = '', next, isWrong = false, notice }: SignInProps) {
  const words = useWords(account)
  return (
    <>
      <h1>{words.signInTitle}</h1>
      {notice !== undefined && <p role="status">{notice}</p>}
      <h2 id="demo">{words.demo}</h2>
      <p>{words.anyone}</p>
      <ul class="cards" aria-labelledby="demo">
        {demoUsers.map((user) => (
          <li>
            <h3 translate="no">{user.username}</h3>
            <p>
              <Text>{words.passwordIs(user.demoPassword)}</Text>
            </p>
            <Form action="/account/login/">
              <Next next={next} />
              <input type="hidden" name="username" value={user.username} />
              <input type="hidden" name="password" value={user.demoPassword} />
              <button type="submit">{words.signInAs(user.username)}</button>
            </Form>
          </li>
        ))}
      </ul>
      <h2>{words.orType}</h2>
      <Form action="/account/login/" class="fields">
        <Next next={next} />
        <label for="username">{words.username}</label>
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
        <PasswordField label={words.password} error={words.wrong} isWrong={isWrong} />
        <button type="submit" class="primary">
          {words.signIn}
        </button>
      </Form>
    </>
  )
}

function Next({ next }: { next: string }) {
  return next === '' ? null : <input type="hidden" name="next" value={next} />
}

/** The page when the demo accounts are turned off. */
export function AccountsOff({ hasDjango }: { hasDjango: boolean }) {
  const words = useWords(account)
  return (
    <>
      <h1>{words.offTitle}</h1>
      {hasDjango && <p>{words.offDjango}</p>}
      <p>
        <Text>{words.off}</Text>
      </p>
    </>
  )
}
