// Checks the documentation: links, commands, paths, settings, options, shown files and snippets.
// With `--write` it first copies the files into the blocks that show them.

import { checkCommands, checkPaths, checkSettings } from './commands.mjs'
import { checkLinks } from './links.mjs'
import { documents } from './markdown.mjs'
import { checkOptions } from './options.mjs'
import { checkShownFiles, writeShownFiles } from './shown-files.mjs'
import { checkSnippets } from './snippets.mjs'

if (process.argv.includes('--write')) writeShownFiles(documents())

const all = documents()
const checks = [
  checkLinks,
  checkCommands,
  checkPaths,
  checkSettings,
  checkOptions,
  checkShownFiles,
  checkSnippets,
]
const problems = checks.flatMap((check) => check(all))
for (const problem of problems) console.error(problem)
console.log(`${all.length} documents, ${problems.length} problems`)
process.exitCode = problems.length === 0 ? 0 : 1
