/** Loads all copies of one module for the first time. */
export default {
  async fetch(request: Request): Promise<Response> {
    const { paths } = await request.json<{ paths: string[] }>()
    for (const path of paths) await import(path)
    return Response.json(null)
  },
}
