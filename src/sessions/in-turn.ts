/** Makes a function that runs what it is given one after the other, whether that succeeds or not. */
export function oneAfterTheOther(): (work: () => Promise<void>) => Promise<void> {
  let last = Promise.resolve()
  return function inTurn(work) {
    const working = last.then(work)
    last = working.catch(() => {})
    return working
  }
}
