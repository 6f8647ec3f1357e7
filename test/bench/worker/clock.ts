// workerd's clocks tick in whole milliseconds. Where between two ticks a moment lies is told by how
// long it takes from there to the next one, in calls of the clock itself; these are outside of what
// is measured.

const TICK = 1

/** Calls of the clock in one tick, as measured last. */
let callsInTick = 1

/** Waits for the next tick: the moment to start from. */
export function nextTick(): number {
  const before = performance.now()
  for (;;) {
    const now = performance.now()
    if (now !== before) return now
  }
}

/** Measures how fast the clock can be asked; machines change their speed, so once in a while. */
export function calibrate(): void {
  const counts: number[] = []
  for (let tick = 0; tick < 5; tick++) {
    nextTick()
    counts.push(callsUntilTick())
  }
  callsInTick = Math.max(...counts)
}

/** Milliseconds since `start`, with a fraction. */
export function since(start: number): number {
  const now = performance.now()
  const rest = Math.min(callsUntilTick() / callsInTick, 1)
  return now + TICK * (1 - rest) - start
}

function callsUntilTick(): number {
  const now = performance.now()
  let calls = 0
  while (performance.now() === now) calls += 1
  return calls
}
