// Progress: one line that is written over in a terminal, a line for each part of the run elsewhere.
const { stderr } = process

let part = ''

export function begin(name) {
  part = name
  if (!stderr.isTTY) stderr.write(`${name} ...\n`)
}

export function progress(done, total, detail = '') {
  if (!stderr.isTTY) return
  const width = 24
  const filled = Math.round((done / total) * width)
  const bar = '#'.repeat(filled).padEnd(width, '.')
  stderr.write(`\r\x1b[2K${part.padEnd(12)} [${bar}] ${detail}`)
}

export function end() {
  if (stderr.isTTY) stderr.write('\r\x1b[2K')
}
