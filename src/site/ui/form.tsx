import { FIELD_NAME, getToken } from 'edge-sessions/csrf'
import type { PropsWithChildren } from 'hono/jsx'
import { useRequestContext } from 'hono/jsx-renderer'
import type { AppEnv } from '../app-env.ts'

/** A form that changes something. It is sent by POST, with the CSRF token. */
export async function Form(props: PropsWithChildren<{ action: string; class?: string }>) {
  const token = await getToken(useRequestContext<AppEnv>())
  return (
    <form method="post" action={props.action} class={props.class}>
      <input type="hidden" name={FIELD_NAME} value={token} />
      {props.children}
    </form>
  )
}
