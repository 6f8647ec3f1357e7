import type { Context } from 'hono'
import { stream } from 'hono/streaming'

/** A handler that runs an action while its response is read, and the reader of that response. */
interface AfterSending<C extends Context> {
  handler: (c: C) => Response
  /** Reads the response, and returns the error message of the action or `no error`. */
  read: (response: Response) => Promise<string>
}

/** Returns a handler whose action runs once the response has been sent, without a timer. */
export function afterSending<C extends Context>(action: (c: C) => unknown): AfterSending<C> {
  const sent = Promise.withResolvers<void>()
  return {
    handler: (c) =>
      stream(c, async (out) => {
        await sent.promise
        await out.write(await outcomeOf(() => action(c)))
      }),
    read(response) {
      const text = response.text()
      sent.resolve()
      return text
    },
  }
}

async function outcomeOf(action: () => unknown): Promise<string> {
  try {
    await action()
    return 'no error'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
