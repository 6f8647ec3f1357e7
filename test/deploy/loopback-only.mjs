// Loaded into every Node.js process of a deployment. Refuses connections that leave this machine,
// and records them in the file LOOPBACK_VIOLATIONS.
import { appendFileSync } from 'node:fs'
import net from 'node:net'

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost'])
const connect = net.Socket.prototype.connect

net.Socket.prototype.connect = function (...args) {
  const [options] = Array.isArray(args[0]) ? args[0] : args
  const host = typeof options === 'object' ? (options.host ?? 'localhost') : 'localhost'
  const isLocal = options?.path !== undefined || LOOPBACK.has(host)
  if (isLocal) return connect.apply(this, args)
  appendFileSync(process.env.LOOPBACK_VIOLATIONS, `${host}\n`)
  throw new Error(`Expected no connection to ${host}`)
}
