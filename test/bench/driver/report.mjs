// The tables of a run, for the terminal.
import { count, duration, finding, kilobytes, ratio } from './format.mjs'
import { table } from './table.mjs'

export function report(results) {
  const sections = [
    ['D1 statements, rows read/written, cookies set (objects: + calls of Durable Objects)', costs],
    ['Time in the Worker: median and 99th percentile, as ratios to the floor', times],
    ['The library alone, with a database that answers at once: µs above the floor', libraries],
    ['Probes', probes],
    ['Operations of the store, by rows in the table: time, rows read/written', scale],
    ['One run of clearing expired rows', clearing],
    ['Encoding and decoding a session, by bytes of its JSON', codec],
    ['Added to a Worker (Hono not counted)', sizes],
  ]
  return sections.map(([title, section]) => `\n${title}\n\n${section(results)}`).join('\n')
}

function costs({ counts, contenders }) {
  const scenarios = Object.keys(counts)
  return table(
    ['', ...scenarios],
    contenders.map((name) => [name, ...scenarios.map((one) => cost(counts[one][name]))]),
  )
}

function cost(found) {
  if (found === undefined) return ''
  const { statements, read, written, calls, cookies } = found
  const asked = calls > 0 ? `${statements}+${calls}` : statements
  return `${asked} ${read}/${written} ${cookies}c`
}

function times({ times, contenders }) {
  const scenarios = Object.keys(times)
  return table(
    ['', ...scenarios],
    contenders
      .filter((name) => scenarios.some((one) => name in times[one]))
      .map((name) => [name, ...scenarios.map((one) => time(name, times[one][name]))]),
  )
}

function time(name, found) {
  if (found === undefined) return ''
  if (name === 'floor') return duration(found.microseconds)
  return `${ratio(found.median)} ${ratio(found.p99)}`
}

function libraries({ libraries, contenders }) {
  const scenarios = Object.keys(libraries)
  return table(
    ['', ...scenarios],
    contenders
      .filter((name) => name !== 'floor' && scenarios.some((one) => name in libraries[one]))
      .map((name) => [
        name,
        ...scenarios.map((one) => Math.round(libraries[one][name]?.microseconds) || ''),
      ]),
  )
}

function probes({ probes, contenders }) {
  const asked = contenders.filter((name) =>
    Object.values(probes).some((findings) => findings[name] !== null),
  )
  return table(
    ['', ...asked],
    Object.entries(probes).map(([probe, findings]) => [
      probe,
      ...asked.map((name) => finding(findings[name])),
    ]),
  )
}

function scale({ scale }) {
  const names = Object.keys(scale[0].operations)
  return table(
    ['rows', ...names],
    scale.map(({ rows, operations }) => [
      count(rows),
      ...names.map((name) => {
        const { microseconds, read, written } = operations[name]
        return `${duration(microseconds)} ${read}/${written}`
      }),
    ]),
  )
}

function clearing({ scale }) {
  return table(
    ['rows', 'statements', 'scanned', 'removed', 'time', 'a row scanned'],
    scale.map(({ rows, clearing }) => [
      count(rows),
      clearing.statements,
      count(clearing.scanned),
      count(clearing.deleted),
      duration(1000 * clearing.milliseconds),
      `${clearing.microsecondsPerRow.toFixed(2)} µs`,
    ]),
  )
}

function codec({ codec }) {
  return table(
    ['bytes', 'stored', 'encode', 'a byte', 'decode', 'a byte'],
    codec.map(({ bytes, stored, encode, decode }) => [
      count(bytes),
      count(stored),
      ...[encode, decode].flatMap(({ microseconds, nanosecondsPerByte }) => [
        duration(microseconds),
        `${nanosecondsPerByte.toFixed(1)} ns`,
      ]),
    ]),
  )
}

function sizes({ sizes }) {
  return table(
    ['', 'minified', 'gzip', 'start-up'],
    Object.entries(sizes).map(([name, { minified, gzipped, startUpMilliseconds }]) => [
      name,
      kilobytes(minified),
      kilobytes(gzipped),
      `${startUpMilliseconds.toFixed(1)} ms`,
    ]),
  )
}
