import { ImproperlyConfigured, SessionInterrupted, SessionTooLarge } from 'edge-sessions'
import { HTTPException } from 'hono/http-exception'
import type { AppContext } from '../../app-env.ts'
import { wordsOf } from '../../ui/language.ts'
import { errors } from '../../ui/phrases/errors.ts'
import { problem } from './problem.tsx'

/** Renders the page for an error that a handler or middleware threw. */
export function showError(error: Error, c: AppContext) {
  if (error instanceof SessionInterrupted) return interrupted(c)
  if (error instanceof SessionTooLarge) return sessionTooLarge(c)
  if (error instanceof HTTPException) return error.getResponse()
  const remedy = isDevelopment(c) ? remedyFor(error, c) : null
  console.error(error)
  if (remedy !== null) return notSetUp(c, remedy)
  return problem(c, { status: 500, ...problemText(wordsOf(c, errors).failed) })
}

/** Renders the page for a request body above the limit. */
export function bodyTooLarge(c: AppContext) {
  return problem(c, { status: 413, ...problemText(wordsOf(c, errors).bodyTooLarge) })
}

/** Renders the page for a form with too many fields. */
export function tooManyFields(c: AppContext) {
  return problem(c, { status: 400, ...problemText(wordsOf(c, errors).tooManyFields) })
}

function sessionTooLarge(c: AppContext) {
  return problem(c, { status: 413, ...problemText(wordsOf(c, errors).sessionTooLarge) })
}

function interrupted(c: AppContext) {
  c.header('Cache-Control', 'no-store')
  return problem(c, { status: 400, ...problemText(wordsOf(c, errors).interrupted) })
}

function problemText({ heading, text }: { heading: string; text: string }) {
  return { heading, children: <p>{text}</p> }
}

/** The command that sets up what is missing. */
interface Remedy {
  problem: string
  command: string
}

function remedyFor(error: Error, c: AppContext): Remedy | null {
  const { SECRET_KEY: secret }: Partial<Env> = c.env
  if (error instanceof ImproperlyConfigured && !secret) {
    return { problem: 'There is no SECRET_KEY yet.', command: 'npm start' }
  }
  if (messagesOf(error).includes('no such table')) {
    return { problem: 'The database has no tables yet.', command: 'npm run migrate' }
  }
  return null
}

/** The messages of an error and its causes. */
function messagesOf(error: Error): string {
  return error.cause instanceof Error
    ? `${error.message} ${messagesOf(error.cause)}`
    : error.message
}

/** Whether the request reached the site on the developer's own machine. */
function isDevelopment(c: AppContext): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(c.req.url).hostname)
}

function notSetUp(c: AppContext, remedy: Remedy) {
  console.error(`${remedy.problem} Run \`${remedy.command}\`.`)
  return problem(c, {
    status: 500,
    heading: 'This site is not set up yet',
    children: (
      <p>
        {remedy.problem} Run <code>{remedy.command}</code> in the folder of the project.
      </p>
    ),
  })
}
