// `npm run test:package`: packs the package, installs it in a new Worker project in an empty folder
// and uses it there as in its README, also with the oldest Hono and on other runtimes.
import assert from 'node:assert/strict'
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { makeFolder } from '../support/processes.mjs'
import { install, run, serve } from './processes.mjs'
import { installRuntimes } from './runtimes.mjs'
import { Visitor } from './visitor.mjs'

/** The imports besides Hono that are allowed in special entries. */
const ALLOWED = [
  ['conformance', ['vitest']],
  ['session-object', ['cloudflare:workers']],
]
const ROOT = join(import.meta.dirname, '..', '..')
const MODULES = join(ROOT, 'node_modules')

/**
 * The limits of the bundle size in bytes, minified and gzipped: 2 % above the size when this
 * was written. The goal, 9.5 KiB for `sessions` with `d1Store`, is not reached.
 */
const BUNDLES = [
  ['sessions', 'bundle-sessions.ts', 13_300],
  ['sessions and d1Store', 'bundle.ts', 16_100],
  ['all exports of the main entry', 'bundle-main.ts', 17_400],
]

const MINUTE = 60_000

/** The module in the Worker project that tests a site on any runtime. */
const SCENARIO = 'runtime.mjs'

const folder = makeFolder('package')
const counts = { passed: 0, failed: 0 }
try {
  await testPackage()
} catch (error) {
  counts.failed += 1
  console.error(`FAILED: ${error.message}`)
}
console.log(`${counts.passed} passed, ${counts.failed} failed`)
process.exit(counts.failed === 0 ? 0 : 1)

async function testPackage() {
  const { name, version, exports, peerDependencies } = JSON.parse(read(ROOT, 'package.json'))
  await run(ROOT, MINUTE, 'npm', 'run', 'build')
  await run(ROOT, MINUTE, 'npm', 'pack', '--ignore-scripts', '--pack-destination', folder)

  const project = join(folder, 'project')
  cpSync(join(import.meta.dirname, 'worker'), project, { recursive: true })
  const tarball = join(folder, `${name}-${version}.tgz`)
  await install(project, tarball, `hono@${peerDependencies.hono}`)

  await testContents(join(project, 'node_modules', name), exports)
  await check('installs no other package than Hono', () => {
    const installed = readdirSync(join(project, 'node_modules'))
    assert.deepEqual(installed.filter((entry) => !entry.startsWith('.')).sort(), [name, 'hono'])
  })
  await testTypes(project)
  await testBundle(project)
  await testHelpers(project)
  await testWorker(project)
  await testOldestHono(tarball, peerDependencies.hono.replace('^', ''))
  await testRuntimes(project)
}

async function testContents(installed, exports) {
  const files = readdirSync(installed, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

  await check('contains only the expected files', () => {
    assert.deepEqual(readdirSync(installed).sort(), [
      'LICENSE',
      'README.md',
      'dist',
      'migrations',
      'package.json',
    ])
    const migrations = readdirSync(join(ROOT, 'migrations'))
    assert.deepEqual(readdirSync(join(installed, 'migrations')), migrations)
    const strange = files.filter((file) => !/\.(js|d\.ts|sql|md|json)$|LICENSE$/.test(file))
    assert.deepEqual(strange, [])
  })
  await check('contains a module and types for every export', () => {
    for (const target of Object.values(exports)) {
      for (const file of [target].flatMap((entry) => Object.values(entry))) {
        if (file.startsWith('./')) assert.ok(files.includes(join(installed, file)), file)
      }
    }
  })
  await check('reveals nothing about the build machine', () => {
    for (const file of files) {
      const text = readFileSync(file, 'utf8')
      for (const place of [ROOT, folder, homedir()]) {
        assert.ok(place.length < 3 || !text.includes(`${place}/`), `${file} holds ${place}`)
      }
      assert.doesNotMatch(text, /registry\.|sourceMappingURL/, file)
    }
  })
  await check('strips @internal members from the types', () => {
    for (const file of files.filter((name) => name.endsWith('.d.ts'))) {
      assert.doesNotMatch(readFileSync(file, 'utf8'), /@internal/, file)
    }
  })
  await check('imports no Node.js module and no package but Hono', () => {
    for (const file of files.filter((name) => name.endsWith('.js'))) {
      const names = [
        ...readFileSync(file, 'utf8').matchAll(/^(?:import|export) .*from '([^']+)'/gm),
      ]
      const outside = names.map(([, from]) => from).filter((from) => !from.startsWith('.'))
      const allowed = ALLOWED.find(([part]) => file.includes(part))?.[1] ?? ['hono', 'hono/html']
      assert.deepEqual(
        outside.filter((from) => !allowed.includes(from)),
        [],
        file,
      )
    }
  })
}

async function testTypes(project) {
  await check('has types that need only the names of D1 from Cloudflare', () =>
    run(project, MINUTE, 'tsc', '--project', 'tsconfig.minimal.json'),
  )
  linkModule(project, 'vitest')
  linkModule(project, '@cloudflare/workers-types')
  await check('type-checks in a Worker project', () => run(project, MINUTE, 'tsc'))
}

async function testBundle(project) {
  for (const [what, entry, most] of BUNDLES) {
    await check(`bundles ${what} in at most ${most} bytes, minified and gzipped`, async () => {
      const { minified, gzipped } = await bundledSize(project, entry)
      console.log(`${what}: ${minified} bytes minified, ${gzipped} gzipped`)
      assert.ok(gzipped <= most, `${gzipped} bytes`)
    })
  }
  const all = await bundledSize(project, 'bundle-all.ts')
  console.log(`all entries: ${all.minified} bytes minified, ${all.gzipped} gzipped`)
}

async function bundledSize(project, entry) {
  const out = `${entry}.min.js`
  const options = ['--bundle', '--minify', '--format=esm', '--target=esnext', '--external:hono']
  await run(project, MINUTE, 'esbuild', entry, ...options, `--outfile=${out}`)
  const code = readFileSync(join(project, out))
  return { minified: code.length, gzipped: gzipSync(code, { level: 9 }).length }
}

async function testHelpers(project) {
  await check('supports tests of an app and a store with vitest', () =>
    run(project, 2 * MINUTE, 'vitest', 'run', '--root', project),
  )
}

async function testWorker(project) {
  const migrate = ['d1', 'migrations', 'apply', 'DB', '--local']
  await check('contains migrations that wrangler applies', () =>
    run(project, MINUTE, 'wrangler', ...migrate),
  )
  const { origin, output, stop } = await serve(project)
  try {
    await testSite(origin)
  } finally {
    await stop()
    if (counts.failed > 0) console.error(output.join(''))
  }
}

async function testOldestHono(tarball, version) {
  const old = join(folder, 'oldest-hono')
  cpSync(join(import.meta.dirname, 'worker'), old, { recursive: true })
  await install(old, tarball, `hono@${version}`)
  linkModule(old, '@cloudflare/workers-types')
  // The types of old Hono versions have errors in this TypeScript version.
  await check(`type-checks with Hono ${version}`, () => run(old, MINUTE, 'tsc', '--skipLibCheck'))
  await check(`works with Hono ${version}`, () => run(old, MINUTE, 'node', SCENARIO))
}

async function testRuntimes(project) {
  for (const { name, command } of await installRuntimes(join(folder, 'runtimes'))) {
    await check(`works on ${name}`, async () => {
      const output = await run(project, MINUTE, ...command, SCENARIO)
      assert.match(output, /^ok$/m)
    })
  }
}

async function testSite(origin) {
  const visitor = new Visitor(origin)
  await check('has no session and sets no cookie at first', async () => {
    assert.equal(await visitor.text('/get/'), '{"name":null}')
    assert.equal(visitor.cookies.size, 0)
  })
  await check('sets a session and its cookie', async () => {
    const response = await visitor.request('/set/')
    assert.match(
      response.headers.get('Set-Cookie'),
      /^sessionid=[a-z0-9]{32}; expires=.+ GMT; Max-Age=30; Path=\/; HttpOnly; SameSite=Lax$/,
    )
  })
  await check('reads the session in the same browser only', async () => {
    assert.equal(await visitor.text('/get/'), '{"name":"Ankit"}')
    assert.equal(await new Visitor(origin).text('/get/'), '{"name":null}')
  })
  await check('rejects forms without a token and from another site', async () => {
    assert.equal((await visitor.post('/visit/', '')).status, 403)
    const token = await visitor.text('/form/')
    assert.equal((await visitor.post('/visit/', token, 'https://evil.example')).status, 403)
  })
  await check('loses no update of concurrent requests', async () => {
    const token = await visitor.text('/form/')
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => visitor.post('/visit/', token)),
    )
    assert.deepEqual(
      answers.map(({ status }) => status),
      Array(10).fill(200),
    )
    assert.equal(await (await visitor.post('/visit/', token)).text(), '11')
  })
  await check('logs in with a new key and a new token', async () => {
    const stale = visitor.cookies.get('sessionid')
    const token = await visitor.text('/form/')
    assert.equal((await visitor.post('/login/', token)).status, 303)
    assert.notEqual(visitor.cookies.get('sessionid'), stale)
    assert.equal(await visitor.text('/get/'), '{"name":"Ankit","user":"alice"}')
    assert.equal((await visitor.post('/visit/', token)).status, 403)
  })
  await check('shows a message once', async () => {
    assert.equal(await visitor.text('/messages/'), '[{"text":"Welcome","tags":"success"}]')
    assert.equal(await visitor.text('/messages/'), '[]')
  })
  await check('logs out and revokes a copy of the cookie', async () => {
    const kept = visitor.cookies.get('sessionid')
    assert.equal((await visitor.post('/logout/', await visitor.text('/form/'))).status, 303)
    assert.equal(visitor.cookies.has('sessionid'), false)
    visitor.cookies.set('sessionid', kept)
    assert.equal(await visitor.text('/get/'), '{"name":null}')
  })
}

/**
 * Links a package of this repository into the project. The link must be to the package itself:
 * npm would delete the target of a link to a scope.
 */
function linkModule(project, name) {
  const place = join(project, 'node_modules', name)
  mkdirSync(dirname(place), { recursive: true })
  symlinkSync(join(MODULES, name), place)
}

async function check(what, test) {
  try {
    await test()
    counts.passed += 1
  } catch (error) {
    counts.failed += 1
    console.error(`FAILED: ${what}\n${error.message}`)
  }
}

function read(...path) {
  return readFileSync(join(...path), 'utf8')
}
