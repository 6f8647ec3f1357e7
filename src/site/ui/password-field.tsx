interface PasswordFieldProps {
  label: string
  /** The error message. Its id is `sign-in-error`. */
  error: string
  isWrong: boolean
  /** Whether the focus goes here after a wrong entry. */
  isFirst?: boolean
}

/** The password of a sign-in form, and below it the error of a wrong entry. */
export function PasswordField({ label, error, isWrong, isFirst = false }: PasswordFieldProps) {
  return (
    <>
      <label for="password">{label}</label>
      <input
        id="password"
        name="password"
        type="password"
        autocomplete="current-password"
        required
        autofocus={isWrong && isFirst}
        aria-invalid={isWrong}
        aria-describedby={isWrong ? 'sign-in-error' : undefined}
      />
      {isWrong && (
        <p id="sign-in-error" role="alert">
          {error}
        </p>
      )}
    </>
  )
}
