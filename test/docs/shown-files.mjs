// Checks code blocks that show a file. The line before the block is [`src/index.ts`](index.ts):

import { writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { filesBelow, ROOT, read, resolve } from './markdown.mjs'

/** Files of the recipes that no README needs to show: tests, and stand-ins that only tests use. */
const HIDDEN = /\.test\.tsx?$|\.d\.ts$|\/(client|arctic|costs|metered-objects)\.ts$|\/support\//

/** Compares each block with its file, and finds files of recipes that no README shows. */
export function checkShownFiles(documents) {
  const problems = []
  const shown = new Set()
  for (const document of documents) {
    for (const { file, code, line } of document.blocks) {
      if (file === undefined) continue
      const path = resolve(document, file)
      shown.add(path)
      if (code !== read(path)) {
        problems.push(
          `${document.path}:${line}: differs from ${file}; run \`node test/docs/run.mjs --write\``,
        )
      }
    }
  }
  const files = filesBelow('test/recipes', (path) => /\.tsx?$/.test(path) && !HIDDEN.test(path))
  for (const path of files) {
    if (!shown.has(path))
      problems.push(`${dirname(path)}/README.md: does not show ${basename(path)}`)
  }
  return problems
}

/** Copies the files into their blocks. */
export function writeShownFiles(documents) {
  for (const document of documents) {
    const block = /^(\[`[^`\n]+`\]\(([^)\n]+)\)[^\n]*:\n\n```[a-z]*\n)[\s\S]*?^```$/gm
    const text = document.text.replace(block, (_, head, file) => {
      return `${head}${read(resolve(document, file))}\`\`\``
    })
    if (text !== document.text) writeFileSync(join(ROOT, document.path), text)
  }
}
