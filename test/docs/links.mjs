// Checks relative links and anchors.

import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, resolve } from './markdown.mjs'

/** Finds links to files and headings that do not exist. Links to other sites are not followed. */
export function checkLinks(documents) {
  const anchors = new Map(documents.map((document) => [document.path, document.anchors]))
  return documents.flatMap((document) =>
    document.links
      .map((target) => problemOf(document, target, anchors))
      .filter((problem) => problem !== null)
      .map((problem) => `${document.path}: ${problem}`),
  )
}

function problemOf(document, target, anchors) {
  if (/^[a-z]+:/.test(target)) return null
  const [file, anchor] = target.split('#')
  const path = file === '' ? document.path : resolve(document, decodeURI(file))
  if (path.startsWith('..') || !existsSync(join(ROOT, path)))
    return `no file for the link ${target}`
  if (anchor === undefined) return null
  if (statSync(join(ROOT, path)).isDirectory()) return `a folder has no heading: ${target}`
  return anchors.get(path)?.has(anchor) === true ? null : `no heading for the link ${target}`
}
