// Checks the layers of src/: `npm run check:layers`.
// - The site imports the package by its name only.
// - Inside the package, another room (top folder) is imported by its index.ts only.
// - No import cycles between rooms or files, and no import of a higher layer.

import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

const PACKAGE = resolve('src/edge-sessions')
const SITE = resolve('src/site')
const ENTRY = join(PACKAGE, 'index.ts')

/** The rooms of the package. Each may only import those of its own row and of lower rows. */
const LAYERS = [
  ['.'],
  ['csrf', 'auth', 'messages', 'testing'],
  ['engines'],
  ['sessions'],
  ['http'],
  ['signing', 'config'],
]

const problems = []
const imports = new Map(
  [...sourcesIn(PACKAGE), ...sourcesIn(SITE)].map((file) => [file, importsOf(file)]),
)
const roomImports = new Map()

for (const [file, targets] of imports) {
  for (const target of targets) checkImport(file, target)
}
for (const circle of circlesOf(imports))
  report(`circle of files: ${circle.map(shown).join(' -> ')}`)
for (const circle of circlesOf(roomImports)) report(`circle of rooms: ${circle.join(' -> ')}`)

for (const problem of problems) console.error(problem)
const arrows = [...roomImports.values()].reduce((sum, targets) => sum + targets.size, 0)
console.log(
  `${imports.size} files, ${LAYERS.flat().length} rooms of the package, ${arrows} imports between them, ${problems.length} problems`,
)
if (problems.length > 0) process.exitCode = 1

function sourcesIn(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(folder, name))
}

/** Returns the files that a file imports or re-exports, types included. */
function importsOf(file) {
  const statements = readFileSync(file, 'utf8').matchAll(
    /^(?:import|export)\b[^'"`;]*?from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm,
  )
  return [...statements]
    .map(([, from, bare, dynamic]) => from ?? bare ?? dynamic)
    .filter((path) => path.startsWith('.'))
    .map((path) => resolve(dirname(file), path))
}

function checkImport(file, target) {
  if (!isIn(file, PACKAGE)) {
    if (isIn(target, PACKAGE))
      report(`${shown(file)} imports the package by a path: ${shown(target)}`)
    return
  }
  if (!isIn(target, PACKAGE)) return report(`${shown(file)} leaves the package: ${shown(target)}`)
  const [from, to] = [roomOf(file), roomOf(target)]
  if (!target.endsWith('index.ts') && !isInside(file, target)) {
    report(`${shown(file)} imports past an index.ts: ${shown(target)}`)
  }
  if (from === to) return
  roomImports.set(from, (roomImports.get(from) ?? new Set()).add(to))
  if (layerOf(to) <= layerOf(from) && !areNeighbours(from, to)) {
    report(`${shown(file)} imports upwards: ${shown(target)}`)
  }
}

/** Whether a file is below the nearest folder with an index.ts around the target. */
function isInside(file, target) {
  let folder = dirname(target)
  // A folder without an index.ts is part of the one around it.
  while (!imports.has(join(folder, 'index.ts')) && folder !== PACKAGE) folder = dirname(folder)
  return isIn(file, folder) && folder !== PACKAGE
}

/** Returns the first folder of a file below the package; `.` for the entry. */
function roomOf(file) {
  if (file === ENTRY) return '.'
  return relative(PACKAGE, file).split('/')[0]
}

function layerOf(room) {
  const layer = LAYERS.findIndex((rooms) => rooms.includes(room))
  if (layer < 0) report(`unknown room: ${room}`)
  return layer
}

/** Whether two rooms are in one layer. They may import each other, but not in a cycle. */
function areNeighbours(one, other) {
  return layerOf(one) === layerOf(other)
}

/** Finds import cycles, depth first. */
function circlesOf(graph) {
  const circles = []
  const done = new Set()
  const path = []

  function visit(node) {
    const start = path.indexOf(node)
    if (start >= 0) return circles.push([...path.slice(start), node])
    if (done.has(node)) return
    path.push(node)
    for (const next of graph.get(node) ?? []) visit(next)
    path.pop()
    done.add(node)
  }

  for (const node of graph.keys()) visit(node)
  return circles
}

function isIn(file, folder) {
  return file.startsWith(`${folder}/`)
}

function shown(file) {
  return relative(resolve('src'), file)
}

function report(problem) {
  problems.push(problem)
}
