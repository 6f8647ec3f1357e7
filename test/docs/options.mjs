// Checks the tables below headings such as `## Options of \`sessions\``.

import { filesBelow, read } from './markdown.mjs'

/** Compares each table of options with the names that the function accepts, in both directions. */
export function checkOptions(documents) {
  const accepted = acceptedOptions()
  const described = new Map()
  for (const { path, text } of documents) {
    for (const [, name, section] of text.matchAll(
      /^##+ Options of `(\w+)`\n([\s\S]*?)(?=^##|(?![\s\S]))/gm,
    )) {
      const rows = [...section.matchAll(/^\| ((?:`\w+`(?:, )?)+) \|/gm)].map(([, cell]) => cell)
      described.set(name, { path, names: rows.join().match(/\w+/g) ?? [] })
    }
  }
  const problems = []
  for (const [name, options] of accepted) {
    const { path, names } = described.get(name) ?? {}
    if (path === undefined) {
      problems.push(`no README has a table "Options of \`${name}\`"`)
      continue
    }
    for (const option of options) {
      if (!names.includes(option))
        problems.push(`${path}: \`${name}\` also has the option \`${option}\``)
    }
    for (const option of names) {
      if (!options.includes(option))
        problems.push(`${path}: \`${name}\` has no option \`${option}\``)
    }
  }
  return problems
}

/** Returns the options that each function accepts, from its list of names. */
function acceptedOptions() {
  const accepted = new Map()
  for (const path of filesBelow('src/edge-sessions', (file) => file.endsWith('.ts'))) {
    const source = read(path)
    const [, names] = /\bNAMES: OptionNames<[^=]*> = \{([^}]*)\}/.exec(source) ?? []
    const [, name] = /assertKnownOptions\(\w+, NAMES, '(\w+)'\)/.exec(source) ?? []
    if (names === undefined || name === undefined) continue
    accepted.set(
      name,
      [...names.matchAll(/(\w+): true/g)].map(([, option]) => option),
    )
  }
  if (accepted.size < 5) throw new Error('Expected at least five functions with options')
  return accepted
}
