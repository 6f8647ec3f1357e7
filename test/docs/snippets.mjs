// Compiles the snippets of the READMEs and the examples of docstrings against the package.

import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { filesBelow, ROOT, read } from './markdown.mjs'

const FOLDER = join(ROOT, 'test/docs/.snippets')

const ENTRIES = {
  'edge-sessions': 'index.ts',
  'edge-sessions/auth': 'auth/index.ts',
  'edge-sessions/csrf': 'csrf/index.ts',
  'edge-sessions/messages': 'messages/index.ts',
  'edge-sessions/durable-objects': 'engines/durable-objects/index.ts',
  'edge-sessions/signed-cookies': 'engines/signed-cookies/index.ts',
  'edge-sessions/testing/conformance': 'testing/conformance/index.ts',
  'edge-sessions/testing': 'testing/index.ts',
}

const CONFIG = {
  extends: '../../../tsconfig.json',
  compilerOptions: {
    verbatimModuleSyntax: false,
    isolatedModules: false,
    noUnusedLocals: false,
    noUnusedParameters: false,
    noImplicitReturns: false,
    paths: Object.fromEntries([
      ...Object.entries(ENTRIES).map(([name, file]) => [
        name,
        [`../../../src/edge-sessions/${file}`],
      ]),
      ['edge-sessions/signing', ['../../../src/edge-sessions/signing/index.ts']],
    ]),
  },
  include: [],
}

const AMBIENT = ['../context.d.ts', '../../../src/worker-env.d.ts']

/** Finds snippets that do not compile. */
export function checkSnippets(documents) {
  const snippets = [...documents.flatMap(snippetsOfDocument), ...examples()]
  rmSync(FOLDER, { recursive: true, force: true })
  mkdirSync(FOLDER, { recursive: true })
  snippets.forEach(({ code }, index) => {
    writeFileSync(join(FOLDER, `snippet-${index}.tsx`), complete(code))
  })
  const files = snippets.map((_, index) => `snippet-${index}.tsx`)
  const config = { ...CONFIG, files: [...AMBIENT, ...files] }
  writeFileSync(join(FOLDER, 'tsconfig.json'), JSON.stringify(config))
  // Errors outside of the snippets are left to `npm run check:types`, which has the right options.
  const lines = compile().filter((line) => line.includes('snippet-'))
  const problems = lines.map((line) => {
    const [, index] = /snippet-(\d+)\.tsx/.exec(line) ?? []
    const place = index === undefined ? '' : `${snippets[Number(index)].place}: `
    return place + line.replace(/^.*snippet-\d+\.tsx/, '')
  })
  rmSync(FOLDER, { recursive: true, force: true })
  return problems
}

/** Returns the blocks of a document that show no file. The type checker sees the files. */
function snippetsOfDocument({ path, blocks }) {
  return blocks
    .filter(({ file, language }) => file === undefined && /^tsx?$/.test(language))
    .map(({ code, line }) => ({ place: `${path}:${line}`, code }))
}

/** Returns the examples of docstrings. */
function examples() {
  return filesBelow('src/edge-sessions', (path) => path.endsWith('.ts')).flatMap((path) => {
    const source = read(path)
    return [...source.matchAll(/\/\*\*[\s\S]*?\*\//g)].flatMap(({ 0: comment, index }) => {
      const text = comment.replace(/^ *(?:\/\*\*|\*\/|\*) ?/gm, '').replace(/\*\/$/, '')
      const line = source.slice(0, index).split('\n').length
      return [...text.matchAll(/@example\n([\s\S]*?)(?=^@|(?![\s\S]))/gm)].map(([, code]) => ({
        place: `${path}:${line}`,
        code: code.replace(/^```\w*$/gm, ''),
      }))
    })
  })
}

/** Adds the imports that a snippet leaves out, and the function around a `return`. */
function complete(code) {
  const exports = Object.entries(ENTRIES).flatMap(([module, file]) =>
    namesOf(read(join('src/edge-sessions', file))).map((name) => [name, module]),
  )
  exports.push(['Hono', 'hono'])
  const used = new Map()
  for (const [name, module] of exports) {
    const isUsed = new RegExp(`(?<![\\w.'"\`/-])${name}(?![\\w'"\`/:-])`).test(
      withoutComments(code),
    )
    const isDeclared = new RegExp(
      `\\b(?:const|let|function|class|interface|type) \\{?[^=:\\n]*\\b${name}\\b|import [^;]*?\\b${name}\\b[^;]*? from|[({,] *${name} *(?:=>|\\})`,
    ).test(code)
    if (isUsed && !isDeclared && !used.has(name)) used.set(name, module)
  }
  const imports = [...used]
    .map(([name, module]) => `import { ${name} } from '${module}'`)
    .join('; ')
  if (!/^return /m.test(code)) return `${imports}; export {}; ${code}`
  return `${imports}; export async function snippet() {${code}\n}`
}

function withoutComments(code) {
  return code.replace(/\/\/.*|'[^'\n]*'/g, '')
}

function namesOf(index) {
  return [...index.matchAll(/export (?:type )?\{([^}]*)\}/g)].flatMap(([, names]) =>
    names
      .split(',')
      .map((name) => name.replace(/\btype\b/, '').trim())
      .filter((name) => name !== ''),
  )
}

function compile() {
  const require = createRequire(import.meta.url)
  const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc')
  try {
    execFileSync(process.execPath, [tsc, '--noEmit', '--pretty', 'false', '--project', FOLDER], {
      encoding: 'utf8',
    })
    return []
  } catch ({ stdout, stderr, message }) {
    if (!stdout) throw new Error(stderr || message)
    return stdout
      .trim()
      .split('\n')
      .filter((line) => !line.startsWith(' '))
  }
}
