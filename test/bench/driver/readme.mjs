// The tables of the README. By itself, `node test/bench/driver/readme.mjs` prints them from the
// saved results.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { count, duration, finding, kilobytes, ratio } from './format.mjs'
import { BENCH, ROOT } from './machine.mjs'
import { table } from './table.mjs'

const FILE = join(ROOT, 'README.md')
const BEGIN = '<!-- bench -->'
const END = '<!-- /bench -->'

const COLUMNS = {
  'anonymous, read': 'anonymous',
  untouched: 'untouched',
  read: 'read',
  'first write': 'first write',
  change: 'change',
  'renew key': 'renew key',
  logout: 'logout',
  '50 changes at once': '50 at once',
}

if (import.meta.main) {
  console.log(markdown(JSON.parse(readFileSync(join(BENCH, 'results.json'), 'utf8'))))
}

/** Puts the tables between the two marks. */
export function writeReadme(results) {
  const text = readFileSync(FILE, 'utf8')
  const from = text.indexOf(BEGIN)
  const upTo = text.indexOf(END)
  if (from === -1 || upTo < from) throw new Error(`Expected ${BEGIN} and ${END} in README.md`)
  const before = text.slice(0, from + BEGIN.length)
  writeFileSync(FILE, `${before}\n${markdown(results)}\n${text.slice(upTo)}`)
}

function markdown(results) {
  return [
    'Statements / rows written / time as a multiple of the floor, a bare handler with the same SQL:',
    requests(results),
    'Our other engines, by time:',
    engines(results),
    probes(results),
    numbers(results),
  ].join('\n\n')
}

function requests(results) {
  const { contenders, ours } = results
  const shown = contenders.filter((name) => name === 'db' || !['floor', ...ours].includes(name))
  return table(
    ['', ...Object.values(COLUMNS)],
    shown.map((name) => [
      title(name),
      ...Object.keys(COLUMNS).map((scenario) => cell(results, scenario, name)),
    ]),
  )
}

function cell({ counts, times, probes }, scenario, name) {
  const time = ratio(times[scenario]?.[name]?.median)
  if (scenario === '50 changes at once')
    return kept(probes['keeps 50 additions at once'][name], time)
  const found = counts[scenario][name]
  if (found === undefined) return ''
  const written = name === 'Django' ? '' : found.written
  return joined(found.statements, written, time)
}

function kept(lost, time) {
  if (lost === null) return ''
  return lost === 0 ? joined('all kept', time) : `${lost} lost`
}

function joined(...parts) {
  return parts.filter((part) => part !== '').join(' / ')
}

function engines({ times, ours }) {
  return table(
    ['', ...Object.values(COLUMNS)],
    ours
      .filter((name) => name !== 'db')
      .map((name) => [
        `\`${name}\``,
        ...Object.keys(COLUMNS).map((scenario) => ratio(times[scenario][name]?.median)),
      ]),
  )
}

/**
 * One column for all engines of ours on a server, with the worst of them, one for cookies, which
 * nobody can end, and one for all ways of a peer.
 */
function probes({ probes, contenders, ours }) {
  const groups = Map.groupBy(
    contenders.filter((name) => name !== 'floor'),
    (name) => (ours.includes(name) && name !== 'cookies' ? 'edge-sessions' : name.split(',')[0]),
  )
  const shown = [...groups].filter(([, names]) =>
    Object.values(probes).some((findings) => names.some((name) => findings[name] !== null)),
  )
  return table(
    ['', ...shown.map(([title]) => title)],
    Object.entries(probes).map(([probe, findings]) => [
      probe,
      ...shown.map(([, names]) => finding(worst(names.map((name) => findings[name])))),
    ]),
  )
}

function worst(findings) {
  return (
    findings.find((one) => one === false || (typeof one === 'number' && one > 0)) ?? findings[0]
  )
}

function numbers({ scale, sizes, codec, machine, date }) {
  const [small] = scale
  const large = scale.at(-1)
  const growth = (name) => {
    const { microseconds } = large.operations[name]
    return `${name} ${ratio(microseconds / small.operations[name].microseconds)}`
  }
  const isSameBill = Object.entries(large.operations).every(
    ([name, { read, written }]) =>
      read === small.operations[name].read && written === small.operations[name].written,
  )
  const { encode, decode } = codec.find(({ bytes }) => bytes === 1000)
  const size = ([name, { gzipped }]) => `${name} ${kilobytes(gzipped)}`
  return [
    `- ${count(large.rows)} rows instead of ${count(small.rows)}, time of one operation: ${Object.keys(large.operations).map(growth).join(', ')}; the rows billed are ${isSameBill ? 'the same' : 'others'}.`,
    `- Clearing: ${large.clearing.microsecondsPerRow.toFixed(2)} µs for each row looked at, in statements of at most 25,000.`,
    `- A session of 1 kB: encoded in ${duration(encode.microseconds)}, decoded in ${duration(decode.microseconds)}.`,
    `- Added to a Worker, minified and gzipped: ${Object.entries(sizes).map(size).join(', ')}.`,
    `- ${date}, ${machine}; local D1, so only the ratios mean something.`,
  ].join('\n')
}

function title(name) {
  return name === 'db' ? 'edge-sessions' : name
}
