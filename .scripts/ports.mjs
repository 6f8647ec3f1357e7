import { connect } from 'node:net'

/** Whether a program on this machine listens on the port, on either loopback address. */
export async function isPortTaken(port) {
  if (!(port > 0 && port <= 65_535)) return false
  const answers = await Promise.all(['127.0.0.1', '::1'].map((host) => accepts(host, port)))
  return answers.includes(true)
}

/** Returns the first port, starting at `start`, that no program listens on. */
export async function firstFreePort(start) {
  let port = start
  while (await isPortTaken(port)) port += 1
  return port
}

function accepts(host, port) {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1000 })
    const finish = (isTaken) => {
      socket.destroy()
      resolve(isTaken)
    }
    socket.on('connect', () => finish(true))
    socket.on('timeout', () => finish(true))
    socket.on('error', () => finish(false))
  })
}
