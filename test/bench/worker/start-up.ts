import { calibrate, nextTick, since } from './clock.ts'

/** Loads each copy of each module for the first time, in turns, and tells how long that took. */
export default {
  async fetch(request: Request): Promise<Response> {
    const { modules, copies } = await request.json<{ modules: number; copies: number }>()
    const times: number[][] = Array.from({ length: modules }, () => [])
    for (let copy = 0; copy < copies; copy++) {
      calibrate()
      for (const [at, list] of times.entries()) {
        const path = `./module-${at}-${copy}.mjs`
        const start = nextTick()
        await import(path)
        list.push(since(start))
      }
    }
    return Response.json(times)
  },
}
