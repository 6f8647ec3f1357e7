// Whatever happens, nothing is left behind: no process, no folder.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const tasks = []

process.on('exit', () => {
  for (const task of tasks.reverse()) task()
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1))

/** Does something at the very end of this process, latest first; synchronous. */
export function atExit(task) {
  tasks.push(task)
}

/** A folder that is gone when this process is. */
export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'edge-sessions-bench-'))
  atExit(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}
