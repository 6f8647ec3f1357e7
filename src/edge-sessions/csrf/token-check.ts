import type { Context } from 'hono'
import type { Csrf } from './csrf.ts'
import { formToken } from './form-token.ts'
import type { CsrfSettings } from './options.ts'
import {
  badCookie,
  badFormToken,
  badHeaderToken,
  NO_COOKIE,
  TOKEN_MISSING,
  type TokenError,
} from './reasons.ts'
import { checkFormat, tokenMatches } from './token.ts'

/**
 * Checks that the request carries a token of the visitor's secret, in the form or, if the form has
 * none, in the header (Django's `_check_token`).
 *
 * @returns The reason to refuse the request, or `null`.
 */
export async function checkToken(
  c: Context,
  csrf: Csrf,
  { headerName }: CsrfSettings,
): Promise<string | null> {
  const { secret, error } = await csrf.load()
  if (error !== null) return badCookie(error)
  if (secret === null) return NO_COOKIE

  const fromForm = await formToken(c)
  if (fromForm !== '') return describe(fromForm, secret, badFormToken)
  const fromHeader = c.req.header(headerName)
  if (fromHeader === undefined) return TOKEN_MISSING
  return describe(fromHeader, secret, (what) => badHeaderToken(headerName, what))
}

function describe(
  token: string,
  secret: string,
  reason: (error: TokenError) => string,
): string | null {
  const error = checkFormat(token)
  if (error !== null) return reason(error)
  return tokenMatches(token, secret) ? null : reason('incorrect')
}
