// Reads the Markdown files of the repository.

import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..')

const IGNORED = new Set(['node_modules', '.git', '.wrangler', 'dist', '.stryker', '.snippets'])

/** Returns the paths of all files below a folder that `accepts` allows, relative to the root. */
export function filesBelow(folder, accepts) {
  const entries = readdirSync(join(ROOT, folder), { withFileTypes: true })
  return entries
    .filter(({ name }) => !IGNORED.has(name))
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return filesBelow(path, accepts)
      return accepts(path) ? [path] : []
    })
}

export function read(path) {
  return readFileSync(join(ROOT, path), 'utf8')
}

/** Returns all Markdown files with their text, code blocks, links and anchors. */
export function documents() {
  return filesBelow('.', (path) => path.endsWith('.md')).map((path) => parse(path, read(path)))
}

function parse(path, text) {
  const blocks = []
  // The line before a block may name the file that it shows: [`src/index.ts`](index.ts):
  const fence = /(?:^\[`[^`\n]+`\]\(([^)\n]+)\)[^\n]*:\n\n)?^(```+)([a-z]*)[^\n]*\n([\s\S]*?)^\2$/gm
  const prose = text.replace(fence, (all, file, _, language, code, offset) => {
    const line = text.slice(0, offset).split('\n').length
    blocks.push({ file, language, code, line })
    return all.replace(/[^\n]/g, ' ')
  })
  const links = [...text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/\]\(([^)\s]+)\)/g)]
  return {
    path,
    text,
    prose,
    blocks,
    links: links.map(([, target]) => target),
    anchors: anchorsOf(prose),
  }
}

/** Returns the ids that GitHub gives to headings. */
function anchorsOf(prose) {
  const seen = new Map()
  return new Set(
    [...prose.matchAll(/^#{1,6} +(.+?) *$/gm)].map(([, heading]) => {
      const id = heading
        .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-')
      const count = seen.get(id) ?? 0
      seen.set(id, count + 1)
      return count === 0 ? id : `${id}-${count}`
    }),
  )
}

/** Resolves the target of a link in a document to a path relative to the root. */
export function resolve(document, target) {
  return relative(ROOT, join(ROOT, dirname(document.path), target))
}
