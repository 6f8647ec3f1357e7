// The tables of a run, in Markdown, for the terminal and for README.md.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BENCH } from './machine.mjs'
import { DISTANCES } from './requests.mjs'
import { OPERATIONS } from './scale.mjs'

const FILE = join(BENCH, 'README.md')
const MARK = '<!-- Written by `npm run bench -- --save` -->'

/** Replaces the tables of README.md. */
export function writeTables(results) {
  const [text] = readFileSync(FILE, 'utf8').split(MARK)
  writeFileSync(FILE, `${text}${MARK}\n${report(results)}\n`)
}

export function report(results) {
  const { contenders, counts, probes, alone, times, scale, codec, cold, sizes, json } = results
  const lost = { '50 changes at once': probes['keeps 50 additions at once'] }
  const { date, machine, django, seconds } = results
  return [
    '',
    '### Statements / rows written / ms with a database 5 ms away\n',
    byContender({ ...counts, ...lost }, summary),
    '\n### The library alone: CPU time beyond the floor, in µs\n',
    byContender(alone, beyondFloor),
    '\n### A new isolate: CPU time of the first write, and of each of the next nine reads, in µs\n',
    byName(['', 'first write', 'next reads'], cold, ({ first, next }) => [first, next].map(round)),
    '\n### Time in ms with the database 0, 5 and 30 ms away (99th percentile in whole ms)\n',
    byContender(times[0], timesByDistance),
    '\n### D1 statements, + calls of Durable Objects, rows read/written, cookies set\n',
    byContender(counts, cost),
    '\n### Probes\n',
    byProbe(),
    '\n### The store by rows in the table: CPU time in µs, rows read/written\n',
    byName(['rows', ...OPERATIONS], scale, ({ operations }) =>
      OPERATIONS.map((name) => operation(operations[name])),
    ),
    '\n### Removing expired rows, one pass over the table\n',
    byName(
      ['rows', 'statements', 'looked at', 'removed', 'CPU ms', 'µs a row looked at'],
      scale,
      clearing,
    ),
    '\n### A session by bytes of its JSON: CPU time in µs\n',
    byName(['bytes', 'stored', 'encode', 'ns a byte', 'decode', 'ns a byte'], codec, coding),
    '\n### Added to a Worker, without Hono\n',
    byName(['', 'minified', 'gzip', 'CPU ms to load'], sizes, size),
    '\n### JSON with one unusual number, as a multiple of the same without it\n',
    byName(['', 'write', 'read'], json, ({ write, read }) => [write.toFixed(2), read.toFixed(2)]),
    '',
    `${date}, ${machine}, Django ${django ?? 'not installed'}, ${seconds} s.`,
  ].join('\n')

  /** Makes a table with a row for each contender and a column for each key of `found`. */
  function byContender(found, cell) {
    const columns = Object.keys(found)
    const rows = {}
    for (const name of contenders) {
      if (!columns.some((column) => name in found[column])) continue
      rows[name] = columns.map((column) =>
        name in found[column] ? cell(found[column][name], column, name) : '',
      )
    }
    return byName(['', ...columns], rows, (cells) => cells)
  }

  /** Shows the cost of a scenario, or the number of lost changes. */
  function summary(found, scenario, name) {
    if (found > 0) return `${found} lost`
    const parts = [found === 0 ? 'all kept' : found.statements]
    if (found !== 0 && name !== 'Django') parts.push(found.written)
    const time = times[5][scenario]?.[name]
    if (time !== undefined) parts.push(milliseconds(time.least))
    return parts.join(' / ')
  }

  function beyondFloor(least, scenario, name) {
    return name === 'floor' ? `(${round(least)})` : round(least - alone[scenario].floor)
  }

  function timesByDistance(_, scenario, name) {
    return DISTANCES.map((distance) => clock(times[distance][scenario][name])).join(' / ')
  }

  function byProbe() {
    const isAsked = (name) => Object.values(probes).some((found) => name in found)
    const shown = contenders.filter((name) => name !== 'control' && isAsked(name))
    return byName(['', ...shown], probes, (found) => shown.map((name) => mark(found[name])))
  }
}

function clock({ least, p99 }) {
  return p99 === undefined ? milliseconds(least) : `${milliseconds(least)} (${round(p99)})`
}

function cost({ statements, calls, read, written, cookies }) {
  return `${calls > 0 ? `${statements}+${calls}` : statements} ${read}/${written} ${cookies}c`
}

function mark(finding) {
  if (finding === null) return ''
  if (typeof finding === 'number' && finding > 0) return `✗ ${finding} lost`
  return finding === false ? '✗' : '✓'
}

function operation({ microseconds, read, written }) {
  return `${round(microseconds)} ${read}/${written}`
}

function clearing({ clearing: { statements, scanned, deleted, microseconds } }) {
  const rows = [statements, scanned, deleted].map((value) => value.toLocaleString('en'))
  return [...rows, milliseconds(microseconds), (microseconds / scanned).toFixed(2)]
}

function coding({ bytes, stored, encode, decode }) {
  const perByte = (microseconds) => ((1000 * microseconds) / bytes).toFixed(1)
  return [count(stored), round(encode), perByte(encode), round(decode), perByte(decode)]
}

function size({ minified, gzipped, startUp }) {
  return [kilobytes(minified), kilobytes(gzipped), startUp.toFixed(1)]
}

/** Makes a table with a row for each key of `found`. */
function byName(head, found, cells) {
  const rows = Object.entries(found).map(([name, value]) => [name, ...cells(value)])
  const lines = [head, head.map(() => '---'), ...rows]
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column].length)))
  return lines
    .map((line) => `| ${line.map((text, column) => text.padEnd(widths[column])).join(' | ')} |`)
    .join('\n')
}

const round = (value) => String(Math.round(value))
const count = (value) => value.toLocaleString('en')
const milliseconds = (microseconds) => (microseconds / 1000).toPrecision(3)
const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1)} KB`
