/**
 * An option or setting is missing or invalid (Django's `ImproperlyConfigured`).
 *
 * @see https://docs.djangoproject.com/en/stable/ref/exceptions/#improperlyconfigured
 */
export class ImproperlyConfigured extends Error {
  override name = 'ImproperlyConfigured'

  /** The problem: the message after the name of the option, or all of it if there is no option. */
  readonly problem: string

  /** The name of the invalid option, if the error is about one. */
  readonly option: string | undefined

  /**
   * @param problem The message, or what follows "Expected `option`" in it. It must not contain the
   * value of a secret.
   * @param option The name of the invalid option.
   */
  constructor(problem: string, option?: string) {
    super(option === undefined ? problem : `Expected \`${option}\` ${problem}`)
    this.problem = problem
    this.option = option
  }
}
