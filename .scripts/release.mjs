// `npm run release`: checks that a version is ready to be published, and prints the commands that
// publish it. It publishes nothing itself.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
const tag = `v${version}`

expect(capture('git', 'status', '--porcelain') === '', 'Commit or remove all changes first.')
expect(capture('git', 'branch', '--show-current') === 'main', 'Releases are made on `main`.')
expect(capture('git', 'tag', '--list', tag) === '', `The tag ${tag} exists. Set a new version.`)
expect(
  new RegExp(`^## \\[${RegExp.escape(version)}\\] - \\d{4}-\\d\\d-\\d\\d$`, 'm').test(
    readFileSync('.github/CHANGELOG.md', 'utf8'),
  ),
  `Add "## [${version}] - YYYY-MM-DD" to .github/CHANGELOG.md.`,
)
run('.ci/run')
run('npm', 'pack', '--dry-run')
expect(
  capture('git', 'status', '--porcelain') === '',
  'The checks changed files. Commit or remove them.',
)
console.log(`Everything is ready. To publish ${tag}:
  git tag ${tag}
  git push origin main ${tag}
  npm publish        # in CI: provenance needs its identity`)

function capture(command, ...args) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  expect(status === 0, `\`${command} ${args.join(' ')}\` failed: ${stderr}`)
  return stdout.trim()
}

function run(command, ...args) {
  const { status } = spawnSync(command, args, { stdio: 'inherit' })
  expect(status === 0, `\`${[command, ...args].join(' ')}\` failed.`)
}

function expect(condition, message) {
  if (condition) return
  console.error(message)
  process.exit(1)
}
