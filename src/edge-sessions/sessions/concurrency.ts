/** Longest wait between two attempts, in milliseconds. */
const MAX_PAUSE = 256

/** Makes a function that runs tasks one after the other, whether or not the earlier ones fail. */
export function createSerialQueue(): (task: () => Promise<void>) => Promise<void> {
  let last = Promise.resolve()
  return function inTurn(task) {
    const running = last.then(task)
    last = running.catch(() => {})
    return running
  }
}

/** Waits at random, and longer with each attempt, so that competing requests fall out of step. */
export async function pause(attempt: number): Promise<void> {
  if (attempt === 0) return
  const milliseconds = Math.random() * Math.min(2 ** attempt, MAX_PAUSE)
  await new Promise((resolve) => setTimeout(resolve, milliseconds))
}
