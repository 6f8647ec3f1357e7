// A slow request waits here while another one, faster, comes and goes.
const PAUSE = 2
const MOST_PAUSES = 2000

const gate = { isOpen: true, waiting: 0 }

export function closeGate(): void {
  gate.isOpen = false
  gate.waiting = 0
}

export function openGate(): void {
  gate.isOpen = true
}

/** Waits until `count` requests wait at the gate. */
export async function arrivals(count: number): Promise<void> {
  await until(() => gate.waiting >= count)
}

/** Waits until the gate is open. */
export async function passGate(): Promise<void> {
  gate.waiting += 1
  await until(() => gate.isOpen)
}

async function until(isSo: () => boolean): Promise<void> {
  for (let pause = 0; pause < MOST_PAUSES; pause++) {
    if (isSo()) return
    await new Promise((resolve) => setTimeout(resolve, PAUSE))
  }
  throw new Error('Expected the gate to open')
}
