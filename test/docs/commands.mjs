// Checks the commands, paths and settings that the prose and the shell blocks name.

import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { filesBelow, ROOT, read } from './markdown.mjs'

const { scripts } = JSON.parse(read('package.json'))

/** Django's settings that the documents name and this project does not have. */
const ONLY_DJANGOS = new Set(
  `AUTHENTICATION_BACKENDS CSRF_FAILURE_VIEW DATA_UPLOAD_MAX_MEMORY_SIZE DATA_UPLOAD_MAX_NUMBER_FIELDS
  MESSAGE_STORAGE MESSAGE_TAGS PASSWORD_HASHERS SECURE_PROXY_SSL_HEADER SESSION_SERIALIZER
  SESSION_FILE_PATH SESSION_CACHE_ALIAS TIME_ZONE LOGIN_URL`.split(/\s+/),
)

/** A setting: upper case with an underscore, such as `SESSION_COOKIE_AGE`. */
const SETTING =
  /`((?:SESSION|CSRF|SECURE|SECRET|MESSAGE|DEMO|DJANGO|ADMIN|X_FRAME|APPEND|USE)_[A-Z_]+)`/g

/** A path of this repository in backticks. */
const PATH = /`((?:src|test|migrations|\.scripts|\.ci|\.github)\/[\w./-]*)`/g

/** Finds `npm run` commands that do not exist. */
export function checkCommands(documents) {
  return documents.flatMap(({ path, text }) => {
    const names = [...text.matchAll(/npm (?:run )?([a-z]+(?::[a-z-]+)*)(?![\w:-])/g)].map(
      ([, name]) => name,
    )
    const runs = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name)
    const short = names.filter((name) => name === 'start' || name === 'test')
    return [...new Set([...runs, ...short])]
      .filter((name) => !(name in scripts))
      .map((name) => `${path}: no script \`${name}\` in package.json`)
  })
}

/** Finds paths in backticks that do not exist, here or beside the document. */
export function checkPaths(documents) {
  // The files that a recipe creates in the reader's own project.
  const others = documents.filter(({ path }) => !path.startsWith('test/recipes/'))
  return others.flatMap(({ path, prose }) =>
    [...prose.matchAll(PATH)]
      .map(([, target]) => target)
      .filter(
        (target) =>
          ![ROOT, join(ROOT, dirname(path))].some((base) => existsSync(join(base, target))),
      )
      .map((target) => `${path}: no file \`${target}\``),
  )
}

/** Finds settings that neither this project nor Django has. */
export function checkSettings(documents) {
  const sources = filesBelow('src/site', (path) => /\.tsx?$/.test(path))
    .map(read)
    .join('\n')
  const known = new Set(sources.match(/\b[A-Z][A-Z_]+\b/g))
  for (const name of [...known]) {
    const [, prefix, rest] = /^(SESSION|CSRF)_(COOKIE_\w+)$/.exec(name) ?? []
    if (prefix !== undefined) known.add(`CSRF_${rest}`).add(`SESSION_${rest}`)
  }
  return documents.flatMap(({ path, text }) =>
    [...text.matchAll(SETTING)]
      .map(([, name]) => name)
      .filter((name) => !known.has(name) && !ONLY_DJANGOS.has(name))
      .map((name) => `${path}: no setting \`${name}\``),
  )
}
