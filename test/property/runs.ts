/** The approximate number of runs of all properties together, by default. */
const USUAL_RUNS = 20_000

/** The requested number of runs, from the environment variable `PROPERTY_RUNS`. */
const ASKED_RUNS = Number(process.env.PROPERTY_RUNS || USUAL_RUNS)

/** Timeout of one property in milliseconds. fast-check needs some of it to shrink failures. */
export const TIMEOUT = Math.max(120_000, 10 * ASKED_RUNS)

/** Scales the usual number of runs of a property to the requested total. */
export function runs(usual: number): { numRuns: number } {
  return { numRuns: Math.max(1, Math.round((usual * ASKED_RUNS) / USUAL_RUNS)) }
}
