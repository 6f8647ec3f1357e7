import type { Site } from '../../../src/edge-sessions/testing/index.ts'

/** Wraps the `fetch` of a Worker as a site for a `Browser`. */
export function siteOf<Bindings extends object>(
  fetch: (request: Request, bindings: Bindings) => Response | Promise<Response>,
  bindings: Bindings,
): Site {
  return { request: (url, init) => fetch(new Request(url, init), bindings) }
}

export async function textOf(response: Promise<Response>): Promise<string> {
  return (await response).text()
}
