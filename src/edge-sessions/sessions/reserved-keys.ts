/** Keys of a session that decide who is signed in, when it ends, or what a form is checked against. */
const RESERVED = /^(?:_auth_user|_session_|_csrftoken$|_messages$)/

/**
 * Refuses a key that a module of this package owns, because values often come from a request, as in
 * `session.assign(await c.req.json())`. Other names with an underscore belong to the application.
 *
 * @throws RangeError if the key is reserved.
 */
export function assertNotReserved(key: string): void {
  if (!RESERVED.test(key)) return
  throw new RangeError(
    `Cannot change \`${key}\` directly: names that begin with \`_auth_user\` or \`_session_\`, \`_csrftoken\` and \`_messages\` are reserved. Use \`login\`, \`setExpiry\`, \`getToken\` or \`messages\`, and pick the values you accept from user input.`,
  )
}
