/** Runs of all properties together, about, where nothing else is asked for. */
const USUAL_RUNS = 20_000

/** How many there shall be instead: the environment variable `PROPERTY_RUNS`. */
const ASKED_RUNS = Number(process.env.PROPERTY_RUNS || USUAL_RUNS)

/** Time for one property, in milliseconds; fast-check needs some of it to shrink what it finds. */
export const TIMEOUT = Math.max(120_000, 10 * ASKED_RUNS)

/** How often a property is run: its usual count, or its share of what is asked for. */
export function runs(usual: number): { numRuns: number } {
  return { numRuns: Math.max(1, Math.round((usual * ASKED_RUNS) / USUAL_RUNS)) }
}
