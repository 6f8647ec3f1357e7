// The tables of a run, in Markdown, for the terminal and for README.md.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BENCH } from './machine.mjs'
import { DISTANCES } from './requests.mjs'

const FILE = join(BENCH, 'README.md')
const MARK = '<!-- Written by `npm run bench -- --save` -->'

/** Replaces the tables of README.md. */
export function writeTables(results) {
  const [text] = readFileSync(FILE, 'utf8').split(MARK)
  writeFileSync(FILE, `${text}${MARK}\n${report(results)}\n`)
}

export function report(results) {
  const { date, machine, django, seconds } = results
  const tables = {
    'Statements / rows written / ms with a database 5 ms away': summary(results),
    'The library alone: CPU time beyond the floor, in µs': alone(results),
    'A new isolate: CPU time of the first write, and of each of the next nine reads, in µs':
      cold(results),
    'Time in ms with the database 0, 5 and 30 ms away (99th percentile in whole ms)':
      distances(results),
    'D1 statements, + calls of Durable Objects, rows read/written, cookies set': costs(results),
    Probes: probes(results),
    'The store by rows in the table: CPU time in µs, rows read/written': scale(results),
    'Removing expired rows, one pass over the table': clearing(results),
    'A session by bytes of its JSON: CPU time in µs': codec(results),
    'Added to a Worker, without Hono': sizes(results),
    'JSON with one unusual number, as a multiple of the same without it': json(results),
  }
  const sections = Object.entries(tables).map(([title, table]) => `### ${title}\n\n${table}\n`)
  return `\n${sections.join('\n')}\n${date}, ${machine}, Django ${django ?? 'not installed'}, ${seconds} s.`
}

function byContender({ contenders }, found, cell) {
  const columns = Object.keys(found)
  const shown = contenders.filter((name) => columns.some((column) => found[column][name]))
  return table(
    ['', ...columns],
    shown.map((name) => [
      name,
      ...columns.map((column) => {
        const value = found[column][name]
        return value === undefined || value === null ? '' : cell(value, column, name)
      }),
    ]),
  )
}

function summary(results) {
  const { counts, times, probes } = results
  const lost = { '50 changes at once': probes['keeps 50 additions at once'] }
  return byContender(results, { ...counts, ...lost }, (found, scenario, name) => {
    const time = times[5][scenario]?.[name]
    const clock = time === undefined ? [] : [milliseconds(time.least)]
    if (typeof found === 'number')
      return found === 0 ? ['all kept', ...clock].join(' / ') : `${found} lost`
    return [found.statements, ...(name === 'Django' ? [] : [found.written]), ...clock].join(' / ')
  })
}

const alone = (results) =>
  byContender(results, results.alone, (least, scenario, name) =>
    name === 'floor' ? `(${round(least)})` : round(least - results.alone[scenario].floor),
  )

function cold({ cold }) {
  return table(
    ['', 'first write', 'next reads'],
    Object.entries(cold).map(([name, { first, next }]) => [name, round(first), round(next)]),
  )
}

const distances = (results) =>
  byContender(results, results.times[0], (_, scenario, name) =>
    DISTANCES.map((distance) => {
      const { least, p99 } = results.times[distance][scenario][name]
      return `${milliseconds(least)}${p99 === undefined ? '' : ` (${round(p99 / 1000)})`}`
    }).join(' / '),
  )

const costs = (results) =>
  byContender(results, results.counts, ({ statements, calls, read, written, cookies }) =>
    [calls > 0 ? `${statements}+${calls}` : statements, `${read}/${written}`, `${cookies}c`].join(
      ' ',
    ),
  )

function probes({ probes, contenders }) {
  const isAsked = (name) => Object.values(probes).some((found) => found[name] !== null)
  const shown = contenders.filter((name) => isAsked(name) && name !== 'control')
  return table(
    ['', ...shown],
    Object.entries(probes).map(([probe, found]) => [
      probe,
      ...shown.map((name) => mark(found[name])),
    ]),
  )
}

function mark(finding) {
  if (finding === null || finding === undefined) return ''
  if (typeof finding === 'number' && finding > 0) return `✗ ${finding} lost`
  return finding === false ? '✗' : '✓'
}

function scale({ scale }) {
  const names = Object.keys(scale[0].operations)
  return table(
    ['rows', ...names],
    scale.map(({ rows, operations }) => [
      count(rows),
      ...names.map((name) => {
        const { microseconds, read, written } = operations[name]
        return `${round(microseconds)} ${read}/${written}`
      }),
    ]),
  )
}

function clearing({ scale }) {
  return table(
    ['rows', 'statements', 'looked at', 'removed', 'CPU ms', 'µs a row looked at'],
    scale.map(({ rows, clearing: { statements, scanned, deleted, microseconds } }) => [
      ...[rows, statements, scanned, deleted].map(count),
      milliseconds(microseconds),
      (microseconds / scanned).toFixed(2),
    ]),
  )
}

function codec({ codec }) {
  return table(
    ['bytes', 'stored', 'encode', 'ns a byte', 'decode', 'ns a byte'],
    codec.map(({ bytes, stored, ...costs }) => [
      count(bytes),
      count(stored),
      ...[costs.encode, costs.decode].flatMap(({ microseconds, nanosecondsPerByte }) => [
        round(microseconds),
        nanosecondsPerByte.toFixed(1),
      ]),
    ]),
  )
}

function sizes({ sizes }) {
  const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1)} KB`
  return table(
    ['', 'minified', 'gzip', 'CPU ms to load'],
    Object.entries(sizes).map(([name, { minified, gzipped, startUpMilliseconds }]) => [
      ...[name, kilobytes(minified), kilobytes(gzipped)],
      startUpMilliseconds.toFixed(1),
    ]),
  )
}

function json({ json }) {
  const rows = Object.entries(json)
  return table(
    ['', 'write', 'read'],
    rows.map(([name, { write, read }]) => [name, write.toFixed(2), read.toFixed(2)]),
  )
}

function table(head, rows) {
  const lines = [head, head.map(() => '---'), ...rows].map((row) => row.map(String))
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column].length)))
  return lines
    .map((line) => `| ${line.map((text, column) => text.padEnd(widths[column])).join(' | ')} |`)
    .join('\n')
}

const round = (value) => String(Math.round(value))
const count = (value) => value.toLocaleString('en')
const milliseconds = (microseconds) => (microseconds / 1000).toPrecision(3)
